// SPDX-License-Identifier: GPL-2.0-only
/* A cancel that comes too late says so, and the command keeps its result. */
#include "pending.h"

static void check_cancel(const struct libucmd_opts *opts)
{
	struct libucmd *other = open_exercise(NULL), *h = open_exercise(opts);
	bool deferred = libucmd_ring(h)->flags & IORING_SETUP_DEFER_TASKRUN;
	int ret;

	prep_wait(h, 0, 1);
	send_all(h);
	CHECK_EQ("another session completes it", take_waiting(other, 7), 1);
	ret = libucmd_cancel(h, 1);
	/* where completions do not wait for this thread, it may be gone by now */
	if (deferred || ret != -ENOENT)
		CHECK_EQ("cancel", ret, -EALREADY);
	expect(h, 1, 7);
	libucmd_close(&h);
	libucmd_close(&other);
}

int main(void)
{
	each_pending(check_cancel);
	return 0;
}
