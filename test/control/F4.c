// SPDX-License-Identifier: GPL-2.0-only
/*
 * F4: may a timer complete a command while its ring is busy?  Raw, it waits for
 * the ring's lock, asleep, in an interrupt.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;
	int round, i;

	ring_open(&ring, 4, 0);
	for (round = 0; round < 3; round++) {
		prepare(&ring, fd, CONTROL_TIMER, 5)->user_data = 1;
		/* twice as long as the timer, with the ring's lock held if raw */
		prepare(&ring, fd, CONTROL_NAP, 0);
		submit(&ring, 2);
		for (i = 0; i < 2; i++) {
			if (!reap(&ring, &cqe, WAIT_MS))
				verdict(FAILED, "no completion");
			if (cqe.res != (cqe.user_data ? 5 : 0))
				verdict(BROKEN, "answer %d", cqe.res);
		}
	}
	verdict(HELD, "completed from a timer");
}
