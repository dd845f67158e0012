// SPDX-License-Identifier: GPL-2.0-only
/*
 * A1: what becomes of arguments in the layout of a 32-bit program?
 */
#include "client.h"

int main(int argc, char **argv)
{
	const struct control_native32 args = { .address = 1, .value = 7 };
	int fd = device_arg(argc, argv);
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe = prepare(&ring, fd, CONTROL_NATIVE32, 0);
	memset(sqe->cmd, 0, sizeof(struct control_native));
	memcpy(sqe->cmd, &args, sizeof(args));
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res >= 0 && cqe.res != 7)
		verdict(FAILED, "the value was 7, the driver used %d", cqe.res);
	if (cqe.res != -EINVAL)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, "refused, by the size in the op's number");
}
