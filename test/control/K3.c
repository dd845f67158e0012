// SPDX-License-Identifier: GPL-2.0-only
/*
 * K3: may a command be completed while its handler runs?  Raw, it is completed
 * before it is marked, and the mark then stays on a command that is gone.
 */
#include "client.h"

static void run(int fd)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_QUICK, 0);
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res)
		verdict(BROKEN, "answer %d", cqe.res);
	if (reap(&ring, &cqe, 100))
		verdict(FAILED, "a second completion");
}

int main(int argc, char **argv)
{
	return end_of_ring(argc, argv, run);
}
