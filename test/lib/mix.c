// SPDX-License-Identifier: GPL-2.0-only
/* Requests of plain liburing go through the same ring without getting lost. */
#include "check.h"

#define OWN_TAG		0x7fffffffffffffff

static void queue_nop(struct libucmd *h, uint64_t tag)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(libucmd_ring(h));

	CHECK("room in the queue", sqe);
	io_uring_prep_nop(sqe);
	sqe->user_data = tag;
}

static void check_mix(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev(target->dev, opts);
	struct libucmd_cqe cqes[2];

	queue_nop(h, OWN_TAG);
	CHECK_EQ("prep", libucmd_prep(h, target->op, NULL, 0, 0, 5), 0);
	CHECK_EQ("reap", libucmd_reap(h, cqes, 2, 2, 5000 * MSEC), 2);
	CHECK_EQ("own tag", cqes[0].tag, OWN_TAG);
	CHECK_EQ("command's tag", cqes[1].tag, 5);

	queue_nop(h, 6);
	CHECK_EQ("call", libucmd_call(h, target->op, NULL, 0), 0);
	CHECK_EQ("reap", libucmd_reap(h, cqes, 2, 1, 5000 * MSEC), 1);
	CHECK_EQ("own tag", cqes[0].tag, 6);
	libucmd_close(&h);
}

/* With LIBUCMD_PLAIN_FD the ring's file table is the program's. */
static void check_file_table(const struct target *target, const struct libucmd_opts *from)
{
	struct libucmd_opts opts = *from;
	int fds[2] = { 0, 1 };
	struct libucmd *h;

	opts.flags |= LIBUCMD_PLAIN_FD;
	h = open_dev(target->dev, &opts);
	CHECK_EQ("register files", io_uring_register_files(libucmd_ring(h), fds, 2), 0);
	CHECK_EQ("call", libucmd_call(h, target->op, NULL, 0), 0);
	libucmd_close(&h);
}

int main(void)
{
	each_session(true, check_mix);
	each_session(true, check_file_table);
	return 0;
}
