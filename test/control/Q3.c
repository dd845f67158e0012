// SPDX-License-Identifier: GPL-2.0-only
/*
 * Q3: does a command that is called again see the arguments it was given?  The
 * op may sleep, so it is called from io-wq after submission has returned; by
 * then the program has put other bytes into the ring's only entry.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe = prepare(&ring, fd, CONTROL_SLEEP, 1111);
	submit(&ring, 1);
	sqe_args(sqe)->value = 2222;
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res == 2222)
		verdict(FAILED, "submitted 1111, the handler saw 2222");
	if (cqe.res != 1111)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, "the handler saw 1111");
}
