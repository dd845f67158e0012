// SPDX-License-Identifier: GPL-2.0-only
/* A cancel by tag makes a driver that can be asked stop what it is at work on. */
#include "pending.h"

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);

	prep_hold(h, EXERCISE_HOLD, 1);
	prep_hold(h, EXERCISE_HOLD, 2);
	CHECK_EQ("cancel", libucmd_cancel(h, 2), 1);
	expect(h, 2, -ECANCELED);
	expect_nothing(h);
	CHECK_EQ("the driver is at work on the other", release(h, 7), 1);
	expect(h, 1, 7);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
