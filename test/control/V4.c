// SPDX-License-Identifier: GPL-2.0-only
/*
 * V4: does a command that waits end with its ring, if that polls?  The end of such
 * a ring polls until all are done, before it cancels any; from 7.0 on it would not
 * cancel them anyway.
 *
 * Classes: V4 V1 K10
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	bool ended;

	submit_and_exit(fd, IORING_SETUP_IOPOLL, CONTROL_WAIT_MARKED, 1);
	ended = count_becomes(fd, CONTROL_PENDING, waiting, 1500);
	/* let go what is still there, for whoever comes next */
	call(fd, CONTROL_WAKE, 0);
	if (!ended)
		verdict(FAILED, "its ring was closed 1.5 s ago, and it has not ended");
	verdict(HELD, "ended with its ring, or was refused");
}
