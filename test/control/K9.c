// SPDX-License-Identifier: GPL-2.0-only
/*
 * K9: does the operation behind a command end when its program is gone?
 */
#include <signal.h>

#include "client.h"

static pid_t start(int fd)
{
	struct io_uring ring;
	pid_t pid = fork();

	if (pid)
		return pid;
	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_OPERATION, 0);
	submit(&ring, 1);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	int operations = count(fd, CONTROL_OPERATIONS);
	pid_t pid = start(fd);

	if (!count_becomes(fd, CONTROL_OPERATIONS, operations + 1, WAIT_MS))
		verdict(BROKEN, "the operation does not begin");
	kill(pid, SIGKILL);
	if (!ends(pid, 1000))
		verdict(BROKEN, "the child stays");
	if (!count_becomes(fd, CONTROL_PENDING, waiting, WAIT_MS))
		verdict(BROKEN, "the command has not ended");
	sleep_ms(2 * CONTROL_COPY_MS);
	if (count(fd, CONTROL_OPERATIONS) != operations)
		verdict(FAILED, "the command has ended, the operation behind it has not");
	verdict(HELD, "both have ended");
}
