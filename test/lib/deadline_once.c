// SPDX-License-Identifier: GPL-2.0-only
/*
 * A deadline is that of the next command queued, no matter what comes in between,
 * and of no other.
 */
#include "check.h"
#include "../../lib/internal.h"

#define AT_LEN	24

static uint32_t deadline_of_last(struct libucmd *h)
{
	struct io_uring *ring = libucmd_ring(h);
	unsigned int last = (ring->sq.sqe_tail - 1) & ring->sq.ring_mask;
	uint32_t len;

	memcpy(&len, (unsigned char *)ring->sq.sqes + last * 2 * SQE_SIZE + AT_LEN, sizeof(len));
	return len;
}

static int prep(struct libucmd *h, size_t len)
{
	static const char args[81];

	return libucmd_prep(h, 1, args, len, 0, 0);
}

int main(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .depth = 2 };
	struct libucmd *h = open_null(&opts);

	CHECK_EQ("no deadline", prep(h, 0), 0);
	CHECK_EQ("no deadline", deadline_of_last(h), 0);
	libucmd_deadline(h, 0xfedcba98);
	CHECK_EQ("next", prep(h, 0), 0);
	CHECK_EQ("next", deadline_of_last(h), 0xfedcba98);

	libucmd_deadline(h, 5);
	CHECK_EQ("not that of a refused command", prep(h, 81), -EINVAL);
	CHECK_EQ("not that of one without room", prep(h, 0), -EAGAIN);
	CHECK_EQ("submit", libucmd_submit(h), 0);
	libucmd_cancel_all(h);
	CHECK_EQ("not that of a cancel", deadline_of_last(h), 0);
	CHECK_EQ("next", prep(h, 0), 0);
	CHECK_EQ("next", deadline_of_last(h), 5);
	CHECK_EQ("the one after", prep(h, 0), 0);
	CHECK_EQ("the one after", deadline_of_last(h), 0);

	libucmd_deadline(h, 5);
	libucmd_call(h, 1, NULL, 0);
	CHECK_EQ("a call", deadline_of_last(h), 5);
	libucmd_deadline(h, 5);
	libucmd_deadline(h, 0);
	libucmd_call(h, 1, NULL, 0);
	CHECK_EQ("taken back", deadline_of_last(h), 0);
	libucmd_close(&h);
	return 0;
}
