// SPDX-License-Identifier: GPL-2.0-only
/* A cancel by op ends its commands, also calls that ran out of time, and no other's. */
#include "pending.h"

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);

	late_wait(h);
	prep_hold(h, EXERCISE_HOLD, 9);
	prep_wait(h, 0, 0);
	prep_wait(h, 0, 1);
	CHECK_EQ("cancel", libucmd_cancel_op(h, EXERCISE_WAIT), 3);
	expect_all(h, 2, -ECANCELED);
	expect_nothing(h);
	CHECK_EQ("late", libucmd_late(h), 0);
	CHECK_EQ("cancel again", libucmd_cancel_op(h, EXERCISE_WAIT), -ENOENT);

	CHECK_EQ("cancel the other", libucmd_cancel_op(h, EXERCISE_HOLD), 1);
	expect(h, 9, -ECANCELED);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
