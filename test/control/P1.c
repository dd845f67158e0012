// SPDX-License-Identifier: GPL-2.0-only
/*
 * P1: what is in a command's private bytes when it begins?  On one ring, one
 * after the other, commands are carried by the same request.
 */
#include "client.h"

#define COMMANDS	100

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;
	int i;

	ring_open(&ring, 1, 0);
	for (i = 0; i < COMMANDS; i++) {
		prepare(&ring, fd, CONTROL_TALLY, 0);
		submit(&ring, 1);
		if (!reap(&ring, &cqe, WAIT_MS))
			verdict(BROKEN, "no completion");
		if (cqe.res != 1)
			verdict(FAILED, "a new command counts itself as number %d: it sees what another left",
				cqe.res);
	}
	verdict(HELD, "zeroes");
}
