// SPDX-License-Identifier: GPL-2.0-only
/* A cancel of all ends what the session has pending, if its drivers can stop. */
#include "pending.h"

#define STUBBORN	9

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *other = open_exercise(NULL), *h = open_exercise(opts);

	prep_wait(other, 0, 1);
	send_all(other);
	late_wait(h);
	prep_hold(h, EXERCISE_HOLD_STUBBORN, STUBBORN);
	prep_wait(h, 0, 0);
	prep_hold(h, EXERCISE_HOLD, 1);
	prep_wait(h, 0, 2);
	CHECK_EQ("cancel", libucmd_cancel_all(h), 4);
	expect_all(h, 3, -ECANCELED);
	expect_nothing(h);
	CHECK_EQ("late", libucmd_late(h), 0);

	CHECK_EQ("the driver is still at work on one", release(h, 7), 1);
	expect(h, STUBBORN, 7);
	CHECK_EQ("cancel again", libucmd_cancel_all(h), -ENOENT);
	CHECK_EQ("the other session's waits on", libucmd_cancel(other, 1), 1);
	expect(other, 1, -ECANCELED);
	libucmd_close(&h);
	libucmd_close(&other);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
