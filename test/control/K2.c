// SPDX-License-Identifier: GPL-2.0-only
/*
 * K2: how often does a command end that is cancelled when its completion is under
 * way?  Its task is stopped, so that what was queued for it stays queued, and
 * meanwhile the ring is closed.
 */
#include <signal.h>

#include "client.h"

static void submit_and_stop(struct io_uring *ring, int fd)
{
	prepare(ring, fd, CONTROL_WAIT_BEGUN, 0);
	submit(ring, 1);
	/* the parent has the ring, and closes it */
	io_uring_queue_exit(ring);
	raise(SIGSTOP);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int ends = count(fd, CONTROL_ENDS);
	struct io_uring ring;
	int status;
	pid_t pid;

	ring_open(&ring, 1, 0);
	pid = fork();
	if (!pid)
		submit_and_stop(&ring, fd);
	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		verdict(BROKEN, "the child does not stop");
	if (call(fd, CONTROL_WAKE, 0))
		verdict(BROKEN, "cannot wake");
	io_uring_queue_exit(&ring);
	sleep_ms(500);
	kill(pid, SIGCONT);
	sleep_ms(1000);
	kill(pid, SIGKILL);
	ends = count(fd, CONTROL_ENDS) - ends;
	if (ends != 1)
		verdict(FAILED, "ended %d times", ends);
	verdict(HELD, "ended once");
}
