// SPDX-License-Identifier: GPL-2.0-only
/* A full queue says so, loses nothing, and does not stand in a call's way. */
#include "check.h"

static unsigned int fill(struct libucmd *h, unsigned int limit)
{
	unsigned int n;
	int ret = 0;

	for (n = 0; n < limit; n++) {
		ret = libucmd_prep(h, 0, NULL, 0, 0, n);
		if (ret)
			break;
	}
	CHECK_EQ("prep when full", ret, -EAGAIN);
	return n;
}

static void reap_all(struct libucmd *h, unsigned int count)
{
	struct libucmd_cqe cqe;
	unsigned int i;

	for (i = 0; i < count; i++) {
		CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
		CHECK_EQ("tag", cqe.tag, i);
	}
	CHECK_EQ("no more", libucmd_reap(h, &cqe, 1, 0, 0), 0);
}

/* A kernel thread takes commands in its own time: submit waits until there is room. */
static void check_kernel_thread(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .depth = 2, .inflight = 4096,
				     .flags = LIBUCMD_SQPOLL };
	struct libucmd *h = open_null(&opts);
	struct libucmd_cqe cqe;
	unsigned int n;
	int ret;

	for (n = 0; n < 2000; n++) {
		ret = libucmd_prep(h, 0, NULL, 0, 0, n);
		if (ret == -EAGAIN) {
			CHECK_EQ("submit", libucmd_submit(h), 0);
			ret = libucmd_prep(h, 0, NULL, 0, 0, n);
		}
		CHECK_EQ("room after submit", ret, 0);
	}
	for (n = 0; n < 2000; n++)
		CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
	libucmd_close(&h);
}

int main(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .depth = 8 };
	struct libucmd *h;
	int round;

	need_null_commands();
	h = open_null(&opts);
	for (round = 0; round < 100; round++) {
		CHECK_EQ("room", fill(h, 100), 8);
		CHECK_EQ("submit", libucmd_submit(h), 0);
		reap_all(h, 8);

		/* reaping sends what is queued */
		CHECK_EQ("room", fill(h, 100), 8);
		reap_all(h, 8);

		/* so does a call, which makes room for itself */
		CHECK_EQ("room", fill(h, 100), 8);
		CHECK_EQ("call", libucmd_call(h, 0, NULL, 0), 0);
		reap_all(h, 8);
	}

	/* a chain as long as the queue cannot be extended without breaking it */
	for (round = 0; round < 8; round++)
		CHECK_EQ("link", libucmd_prep(h, 0, NULL, 0, LIBUCMD_LINK, round), 0);
	CHECK_EQ("call as ninth link", libucmd_call(h, 0, NULL, 0), -EAGAIN);
	reap_all(h, 8);
	libucmd_close(&h);

	check_kernel_thread();
	return 0;
}
