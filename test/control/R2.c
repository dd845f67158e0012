// SPDX-License-Identifier: GPL-2.0-only
/*
 * R2: what does a program see of a result that is no number of 31 bits?  Cut off,
 * it may be a negative number that is no errno either.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe_args(prepare(&ring, fd, CONTROL_BYTES, 0))->address = 0x80000001;
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res < -4095)
		verdict(FAILED, "2147483649 bytes: answer %d", cqe.res);
	if (cqe.res != -EIO)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, "-EIO");
}
