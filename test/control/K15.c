// SPDX-License-Identifier: GPL-2.0-only
/*
 * K15: do all commands of a ring end with it?  Raw, the first that is cancelled
 * takes the others with it, among them the one that the core looks at next; what
 * that does depends on how the core takes commands off its list.
 */
#include "client.h"

#define COMMANDS	8

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);

	submit_and_exit(fd, 0, CONTROL_WAIT_ALL, COMMANDS);
	if (!count_becomes(fd, CONTROL_PENDING, waiting, WAIT_MS))
		verdict(FAILED, "some have not ended");
	verdict(HELD, "all ended with their ring");
}
