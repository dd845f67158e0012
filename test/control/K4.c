// SPDX-License-Identifier: GPL-2.0-only
/*
 * K4: may a command that could have waited be answered at once?  Raw, it stays
 * on the ring's list of commands to cancel; the ring's end walks that list.
 */
#include "client.h"

static void one(int fd, unsigned int flags)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_READY, 0)->flags |= flags;
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res)
		verdict(BROKEN, "answer %d", cqe.res);
	io_uring_queue_exit(&ring);
}

static void run(int fd)
{
	one(fd, 0);
	one(fd, IOSQE_ASYNC);
}

int main(int argc, char **argv)
{
	return end_of_ring(argc, argv, run);
}
