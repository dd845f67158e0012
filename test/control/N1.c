// SPDX-License-Identifier: GPL-2.0-only
/*
 * N1: is a program that submits a command kept until its handler has slept?
 */
#include "client.h"

#define ROUNDS	4

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;
	int kept = 0, i;

	ring_open(&ring, 1, 0);
	for (i = 0; i < ROUNDS; i++) {
		prepare(&ring, fd, CONTROL_NAP, 0);
		submit(&ring, 1);
		/* the handler has slept and completed by now? */
		kept += io_uring_cq_ready(&ring);
		if (!reap(&ring, &cqe, WAIT_MS))
			verdict(BROKEN, "no completion");
	}
	/* on a busy machine a worker may be faster, but not each time */
	if (kept == ROUNDS)
		verdict(FAILED, "io_uring_enter() sleeps in the handler, each of %d times",
			ROUNDS);
	verdict(HELD, "kept %d times of %d", kept, ROUNDS);
}
