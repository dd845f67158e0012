// SPDX-License-Identifier: GPL-2.0-only
/*
 * K11: what does a program see of a command that the driver has forgotten?
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;
	bool ended;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_FORGET, 0);
	submit(&ring, 1);
	ended = reap(&ring, &cqe, 5 * CONTROL_FORGET_MS);
	/* let go what is still there, for whoever comes next */
	call(fd, CONTROL_WAKE, 0);
	if (!ended)
		verdict(FAILED, "it waits for ever");
	if (cqe.res != -ETIMEDOUT)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, "-ETIMEDOUT, at the op's deadline");
}
