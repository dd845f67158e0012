// SPDX-License-Identifier: GPL-2.0-only
/* More completions than the ring holds: each comes out once, and calls still work. */
#include "check.h"

#define COUNT	1000

static unsigned char seen[COUNT];

static void send_all(struct libucmd *h)
{
	unsigned int i;

	for (i = 0; i < COUNT; i++) {
		CHECK_EQ("prep", libucmd_prep(h, 0, NULL, 0, 0, i), 0);
		CHECK_EQ("submit", libucmd_submit(h), 0);
	}
}

static void reap(struct libucmd *h, unsigned int min, unsigned int room)
{
	struct libucmd_cqe cqes[64];
	unsigned int total = 0;
	int i, n;

	memset(seen, 0, sizeof(seen));
	while (total < COUNT) {
		n = libucmd_reap(h, cqes, room, min, 5000 * MSEC);
		CHECK("reap got some", n > 0);
		for (i = 0; i < n; i++) {
			CHECK("a tag that was sent", cqes[i].tag < COUNT);
			CHECK_EQ("times seen", ++seen[cqes[i].tag], 1);
		}
		total += n;
	}
	CHECK_EQ("no more", libucmd_reap(h, cqes, 1, 0, 0), 0);
}

int main(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .depth = 4, .inflight = 4 };
	struct libucmd *h;

	need_null_commands();
	h = open_null(&opts);
	send_all(h);
	CHECK("the ring did overflow", io_uring_cq_has_overflow(libucmd_ring(h)));
	reap(h, 1, 64);
	send_all(h);
	reap(h, 0, 3);
	send_all(h);
	CHECK_EQ("call", libucmd_call(h, 0, NULL, 0), 0);
	reap(h, 1, 64);
	libucmd_close(&h);
	return 0;
}
