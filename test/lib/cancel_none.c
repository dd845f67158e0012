// SPDX-License-Identifier: GPL-2.0-only
/* A cancel that finds no command says so, and leaves those of other sessions alone. */
#include "pending.h"

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *other = open_exercise(NULL), *h = open_exercise(opts);

	prep_wait(other, 0, 1);
	send_all(other);
	CHECK_EQ("cancel", libucmd_cancel(h, 1), -ENOENT);
	CHECK_EQ("cancel op", libucmd_cancel_op(h, EXERCISE_WAIT), -ENOENT);
	CHECK_EQ("cancel op that is none", libucmd_cancel_op(h, 0), -ENOENT);
	CHECK_EQ("cancel all", libucmd_cancel_all(h), -ENOENT);
	CHECK_EQ("cancel a tag of the library's", libucmd_cancel(h, 1ULL << 63), -EINVAL);

	prep_wait(h, 0, 2);
	CHECK_EQ("cancel", libucmd_cancel(h, 1), -ENOENT);
	CHECK_EQ("both wait on", take_waiting(h, 7), 2);
	expect(other, 1, 7);
	expect(h, 2, 8);
	CHECK_EQ("cancel what has come back", libucmd_cancel(h, 2), -ENOENT);
	expect_nothing(h);
	libucmd_close(&h);
	libucmd_close(&other);
}

static void check_no_commands(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev("zero", opts);

	CHECK_EQ("cancel", libucmd_cancel(h, 1), -EOPNOTSUPP);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_cancel);
	each_pending(check_no_commands);
	return 0;
}
