// SPDX-License-Identifier: GPL-2.0-only
/*
 * Q4: does a command keep the arguments it was submitted with until it completes?
 * The ring has one entry, and the next command is written over it.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe = prepare(&ring, fd, CONTROL_LATE, 1111);
	submit(&ring, 1);
	sqe_args(sqe)->value = 2222;
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res != 1111)
		verdict(FAILED, "submitted 1111, the driver used %d", cqe.res);
	verdict(HELD, "submitted and used: 1111");
}
