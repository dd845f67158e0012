// SPDX-License-Identifier: GPL-2.0-only
/*
 * N6: may a program have as many commands waiting as it has workers, and still
 * wake them?  It has one worker here.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	unsigned int workers[2] = { 1, 1 };
	struct io_uring_cqe cqe;
	struct io_uring ring;
	bool woken;

	ring_open(&ring, 2, 0);
	if (io_uring_register_iowq_max_workers(&ring, workers))
		verdict(BROKEN, "cannot limit the workers");
	prepare(&ring, fd, CONTROL_WAIT_ASLEEP, 0);
	submit(&ring, 1);
	if (!count_becomes(fd, CONTROL_PENDING, waiting + 1, WAIT_MS))
		verdict(BROKEN, "the command does not wait");
	prepare(&ring, fd, CONTROL_WAKE, 0)->flags |= IOSQE_ASYNC;
	submit(&ring, 1);
	woken = reap(&ring, &cqe, 2500);
	/* let go what is still there, for whoever comes next */
	call(fd, CONTROL_WAKE, 0);
	if (!woken)
		verdict(FAILED, "what would wake needs the worker that the one who waits sleeps in");
	verdict(HELD, "woken");
}
