// SPDX-License-Identifier: GPL-2.0-only
/*
 * F3: does a waiting command end when its ring is closed?  Raw, the driver
 * completes it in F_CANCEL with IO_URING_F_UNLOCKED, and the kworker that took
 * the ring's lock waits for it.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int before = count(fd, CONTROL_PENDING);

	submit_and_exit(fd, 0, CONTROL_WAIT_CANCEL, 1);
	if (!count_becomes(fd, CONTROL_PENDING, before, 1500))
		verdict(FAILED, "ring closed for 1.5 s, the command has not ended");
	verdict(HELD, "the command ended with its ring");
}
