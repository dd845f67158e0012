// SPDX-License-Identifier: GPL-2.0-only
/*
 * N4: is what a handler read of the program's memory, and checked, what it uses?
 * Raw, it is called twice and reads twice.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	volatile uint32_t length = CONTROL_LENGTH_MAX;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe_args(prepare(&ring, fd, CONTROL_FETCH, 0))->address = (uintptr_t)&length;
	submit(&ring, 1);
	length = CONTROL_LENGTH_MAX + 1;
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	if (cqe.res == -EOVERFLOW)
		verdict(FAILED, "checked a length of at most %d, used a larger one",
			CONTROL_LENGTH_MAX);
	/* seen before or after the change */
	if (cqe.res && cqe.res != -EINVAL)
		verdict(BROKEN, "answer %d", cqe.res);
	verdict(HELD, "read once");
}
