// SPDX-License-Identifier: GPL-2.0-only
/* Of several commands, those with a deadline end then, the shortest first. */
#include "pending.h"

static void check_deadlines(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);

	prep_wait(h, 0, 1);
	libucmd_deadline(h, 400);
	prep_wait(h, 0, 2);
	libucmd_deadline(h, 60);
	prep_hold(h, EXERCISE_HOLD, 3);
	prep_hold(h, EXERCISE_HOLD, 4);
	send_all(h);
	expect(h, 3, -ETIMEDOUT);
	expect(h, 2, -ETIMEDOUT);
	expect_nothing(h);
	CHECK_EQ("the others are pending", libucmd_cancel_all(h), 2);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_deadlines);
	return 0;
}
