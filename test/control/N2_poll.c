// SPDX-License-Identifier: GPL-2.0-only
/*
 * N2_poll: the same on a ring that polls, from io-wq: does the handler run for
 * ever?
 *
 * Classes: N2
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int before = count(fd, CONTROL_CALLS), calls;
	struct io_uring ring;

	ring_open(&ring, 1, IORING_SETUP_IOPOLL);
	prepare(&ring, fd, CONTROL_RETURN, -EAGAIN)->flags |= IOSQE_ASYNC;
	submit(&ring, 1);
	sleep_ms(500);
	calls = count(fd, CONTROL_CALLS) - before;
	if (calls > 1)
		verdict(FAILED, "one command, handled %d times in half a second",
			calls);
	verdict(HELD, calls ? "handled once" : "refused");
}
