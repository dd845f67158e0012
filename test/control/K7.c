// SPDX-License-Identifier: GPL-2.0-only
/*
 * K7: is a command cancelled that needed an entry of 128 bytes?  The call that
 * cancels has no entry; raw, it is refused for that.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	bool ended;

	submit_and_exit(fd, IORING_SETUP_SQE128, CONTROL_WAIT_LARGE, 1);
	ended = count_becomes(fd, CONTROL_PENDING, waiting, 1500);
	/* let go what is still there, for whoever comes next */
	call(fd, CONTROL_WAKE, 0);
	if (!ended)
		verdict(FAILED, "its ring was closed 1.5 s ago, and it has not ended");
	verdict(HELD, "ended with its ring");
}
