// SPDX-License-Identifier: GPL-2.0-only
/*
 * F1: does a completion from another thread arrive?  Raw, it is given the flags
 * of the call that submitted the command, goes where only the holder of the
 * ring's lock may put it, and is seen when something else is submitted.
 *
 * Classes: F1 F2 F5
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 4, 0);
	prepare(&ring, fd, CONTROL_THREAD, 5);
	submit(&ring, 1);
	if (reap(&ring, &cqe, WAIT_MS)) {
		if (cqe.res != 5)
			verdict(BROKEN, "answer %d", cqe.res);
		verdict(HELD, "arrives");
	}
	io_uring_prep_nop(io_uring_get_sqe(&ring));
	submit(&ring, 1);
	reap(&ring, &cqe, WAIT_MS);
	if (reap(&ring, &cqe, WAIT_MS))
		verdict(FAILED, "does not arrive until another command is submitted");
	verdict(FAILED, "does not arrive");
}
