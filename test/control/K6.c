// SPDX-License-Identifier: GPL-2.0-only
/*
 * K6: is a killed process gone within a second, with a command waiting and a
 * kernel thread that submits for it (SQPOLL)?
 */
#include <signal.h>

#include "client.h"

static pid_t start(int fd)
{
	struct io_uring ring;
	pid_t pid = fork();

	if (pid)
		return pid;
	ring_open(&ring, 1, IORING_SETUP_SQPOLL);
	prepare(&ring, fd, CONTROL_WAIT, 0);
	submit(&ring, 1);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	pid_t pid = start(fd);
	int64_t killed;
	bool ended;

	if (!count_becomes(fd, CONTROL_PENDING, waiting + 1, WAIT_MS))
		verdict(BROKEN, "the command does not wait");
	kill(pid, SIGKILL);
	killed = now_ms();
	ended = ends(pid, 1500);
	killed = now_ms() - killed;
	/* let go what is still there, for whoever comes next */
	call(fd, CONTROL_WAKE, 0);
	if (!ended)
		verdict(FAILED, "killed 1.5 s ago and still there");
	verdict(HELD, "gone after %lld ms", (long long)killed);
}
