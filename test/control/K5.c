// SPDX-License-Identifier: GPL-2.0-only
/*
 * K5: how often is a driver asked to stop what it needs a second to stop?
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	int cancels = count(fd, CONTROL_CANCELS);
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_WAIT_STOP, 0);
	submit(&ring, 1);
	if (count(fd, CONTROL_PENDING) != waiting + 1)
		verdict(BROKEN, "the command does not wait");
	io_uring_queue_exit(&ring);
	if (!count_becomes(fd, CONTROL_PENDING, waiting, 5 * CONTROL_STOP_MS))
		verdict(FAILED, "the command has not ended");
	cancels = count(fd, CONTROL_CANCELS) - cancels;
	if (cancels == 0)
		verdict(BROKEN, "the driver was not asked");
	if (cancels > 1)
		verdict(FAILED, "asked %d times within a second", cancels);
	verdict(HELD, "asked once");
}
