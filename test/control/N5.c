// SPDX-License-Identifier: GPL-2.0-only
/*
 * N5: does an op prepare what it needs when its first call comes from a worker
 * (IOSQE_ASYNC)?
 */
#include "client.h"

static int32_t ask(int fd, unsigned int flags)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_PREPARE, 0)->flags |= flags;
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	io_uring_queue_exit(&ring);
	return cqe.res;
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int32_t res = ask(fd, 0);

	if (res)
		verdict(BROKEN, "answer %d", res);
	res = ask(fd, IOSQE_ASYNC);
	if (res)
		verdict(FAILED, "nothing was prepared: answer %d", res);
	verdict(HELD, "prepared");
}
