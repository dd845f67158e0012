// SPDX-License-Identifier: GPL-2.0-only
/*
 * V5: may a command be answered at once with 0 on a ring that polls?
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, IORING_SETUP_IOPOLL);
	prepare(&ring, fd, CONTROL_RETURN, 0);
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(FAILED, "no completion");
	io_uring_queue_exit(&ring);
	sleep_ms(500);
	if (cqe.res && cqe.res != -EOPNOTSUPP)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, cqe.res ? "refused" : "answered");
}
