// SPDX-License-Identifier: GPL-2.0-only
/*
 * F3: does a waiting command end when its ring is closed?  Raw, the driver
 * completes it in F_CANCEL with IO_URING_F_UNLOCKED, and the kworker that took
 * the ring's lock waits for it.
 */
#include "client.h"

static void submit_and_exit(int fd, int submitted)
{
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_WAIT_CANCEL, 0);
	submit(&ring, 1);
	if (write(submitted, "", 1) != 1)
		verdict(BROKEN, "write to pipe: %s", strerror(errno));
	_exit(0);
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int before = count(fd, CONTROL_PENDING);
	int submitted[2];
	char byte;

	if (pipe(submitted))
		verdict(BROKEN, "pipe: %s", strerror(errno));
	/* another process, for it may get stuck as well */
	if (!fork())
		submit_and_exit(fd, submitted[1]);
	if (read(submitted[0], &byte, 1) != 1)
		verdict(BROKEN, "the command is not submitted");
	if (!count_becomes(fd, CONTROL_PENDING, before, 1500))
		verdict(FAILED, "ring closed for 1.5 s, the command has not ended");
	verdict(HELD, "the command ended with its ring");
}
