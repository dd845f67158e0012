// SPDX-License-Identifier: GPL-2.0-only
/*
 * Q5: what does an op with arguments of 80 bytes read from an entry of 64?  The
 * entry behind it belongs to another command, or to nobody.
 */
#include "client.h"

#define NEIGHBOUR	4242

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 2, 0);
	sqe = prepare(&ring, fd, CONTROL_LARGE, 0);
	/* where a larger entry would have the second word of its further ones */
	sqe[1].off = NEIGHBOUR;
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res == NEIGHBOUR)
		verdict(FAILED, "answered what is in the entry behind its own");
	if (cqe.res != -EINVAL)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, "-EINVAL");
}
