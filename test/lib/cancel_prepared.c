// SPDX-License-Identifier: GPL-2.0-only
/* A cancel may be prepared like any command, and look for tag and op at once. */
#include <ucmd.h>

#include "pending.h"

#define ANSWER	9

static void check_cancel(const struct libucmd_opts *opts)
{
	struct ucmd_cancel args = {
		.flags = UCMD_CANCEL_TAG | UCMD_CANCEL_OP,
		.tag = 1,
		.op = EXERCISE_WAIT,
	};
	struct libucmd *h = open_exercise(opts);

	prep_wait(h, 0, 1);
	prep_wait(h, 0, 2);
	prep_hold(h, EXERCISE_HOLD, 1);
	prep(h, UCMD_CANCEL, &args, sizeof(args), 0, ANSWER);
	expect(h, ANSWER, 1);
	expect(h, 1, -ECANCELED);
	expect_nothing(h);
	CHECK_EQ("the others are pending", libucmd_cancel_all(h), 2);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
