// SPDX-License-Identifier: GPL-2.0-only
/* A command whose driver cannot stop is not canceled, and the cancel says so. */
#include "pending.h"

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);

	prep_hold(h, EXERCISE_HOLD_STUBBORN, 1);
	CHECK_EQ("cancel", libucmd_cancel(h, 1), -EALREADY);
	CHECK_EQ("cancel op", libucmd_cancel_op(h, EXERCISE_HOLD_STUBBORN), -EALREADY);
	CHECK_EQ("cancel all", libucmd_cancel_all(h), -EALREADY);
	expect_nothing(h);
	CHECK_EQ("the driver is still at work", release(h, 7), 1);
	expect(h, 1, 7);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
