// SPDX-License-Identifier: GPL-2.0-only
/*
 * R1: does a program whose ring has no room for a second result learn that it
 * did not get one?
 */
#include "client.h"

#define SECOND	99

static bool delivers(int fd)
{
	struct __kernel_timespec ts = { .tv_sec = WAIT_MS / 1000 };
	struct io_uring_cqe *cqe;
	struct io_uring ring;
	bool delivered;

	ring_open(&ring, 1, IORING_SETUP_CQE32);
	prepare(&ring, fd, CONTROL_SECOND, SECOND);
	submit(&ring, 1);
	if (io_uring_wait_cqe_timeout(&ring, &cqe, &ts))
		verdict(BROKEN, "no completion");
	delivered = cqe->res == 0 && cqe->big_cqe[0] == SECOND;
	io_uring_cqe_seen(&ring, cqe);
	io_uring_queue_exit(&ring);
	return delivered;
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int32_t res;

	if (!delivers(fd))
		verdict(BROKEN, "no second result where there is room");
	res = call(fd, CONTROL_SECOND, SECOND);
	if (res == 0)
		verdict(FAILED, "success, but the second result is lost");
	if (res != -EOPNOTSUPP)
		verdict(BROKEN, "answer %d", res);
	verdict(HELD, "-EOPNOTSUPP");
}
