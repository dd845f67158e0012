// SPDX-License-Identifier: GPL-2.0-only
/*
 * Q8: is a field of the entry that means nothing required to be zero?  What is
 * accepted today cannot be given a meaning tomorrow.
 */
#include "client.h"

static int32_t with(int fd, void (*set)(struct io_uring_sqe *sqe))
{
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe = prepare(&ring, fd, CONTROL_RETURN, 0);
	set(sqe);
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	io_uring_queue_exit(&ring);
	return cqe.res;
}

static void set_addr(struct io_uring_sqe *sqe)
{
	sqe->addr = 1;
}

static void set_index(struct io_uring_sqe *sqe)
{
	sqe->splice_fd_in = 1;
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);

	if (with(fd, set_addr) != -EINVAL)
		verdict(FAILED, "a command with an address that nobody uses is accepted");
	if (with(fd, set_index) != -EINVAL)
		verdict(FAILED, "a command with an index that nobody uses is accepted");
	verdict(HELD, "refused");
}
