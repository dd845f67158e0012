// SPDX-License-Identifier: GPL-2.0-only
/*
 * P3: what does a driver find in the private bytes of a command that is over?
 * Another command is carried by the same request meanwhile.
 *
 * Classes: P3 P4
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int ends = count(fd, CONTROL_ENDS);
	int others = count(fd, CONTROL_FREED);
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_AFTER, 0);
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	prepare(&ring, fd, CONTROL_WAIT, 1);
	submit(&ring, 1);
	if (!count_becomes(fd, CONTROL_ENDS, ends + 1, WAIT_MS))
		verdict(BROKEN, "nothing came after the completion");
	others = count(fd, CONTROL_FREED) - others;
	call(fd, CONTROL_WAKE, 0);
	if (others)
		verdict(FAILED, "it finds another command's");
	verdict(HELD, "nobody's");
}
