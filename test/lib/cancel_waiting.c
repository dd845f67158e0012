// SPDX-License-Identifier: GPL-2.0-only
/* A cancel by tag ends the commands that wait with that tag, and no other. */
#include "pending.h"

#define OTHER	9

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);

	prep_wait(h, 0, OTHER);
	prep_wait(h, 0, 0);
	CHECK_EQ("cancel: it is sent first", libucmd_cancel(h, 0), 1);
	expect(h, 0, -ECANCELED);
	expect_nothing(h);

	prep_wait(h, 0, LIBUCMD_TAG_MAX);
	prep_wait(h, 0, LIBUCMD_TAG_MAX);
	send_all(h);
	CHECK_EQ("cancel two", libucmd_cancel(h, LIBUCMD_TAG_MAX), 2);
	expect(h, LIBUCMD_TAG_MAX, -ECANCELED);
	expect(h, LIBUCMD_TAG_MAX, -ECANCELED);

	CHECK_EQ("the other waits on", take_waiting(h, 7), 1);
	expect(h, OTHER, 7);
	expect_nothing(h);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
