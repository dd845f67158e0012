// SPDX-License-Identifier: GPL-2.0-only
/*
 * C1: whose memory does a command write to when its program is gone?  The child
 * asks for a word at an address and is killed before it comes.  The parent has
 * another page at that address and keeps the CPU, so that a kworker that runs
 * there finds the parent's memory.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>

#include "client.h"

#define MINE	1
#define WRITTEN	2

static volatile int word = MINE;

static void one_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		verdict(BROKEN, "affinity: %s", strerror(errno));
}

static pid_t start(int fd)
{
	struct io_uring_sqe *sqe;
	struct io_uring ring;
	pid_t pid = fork();

	if (pid)
		return pid;
	ring_open(&ring, 1, 0);
	sqe = prepare(&ring, fd, CONTROL_COPY, WRITTEN);
	sqe_args(sqe)->address = (uintptr_t)&word;
	submit(&ring, 1);
	for (;;)
		pause();
}

/* Alive, the child gets its word: else the test shows nothing. */
static void works(int fd)
{
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	sqe = prepare(&ring, fd, CONTROL_COPY, WRITTEN);
	sqe_args(sqe)->address = (uintptr_t)&word;
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS) || cqe.res || word != WRITTEN)
		verdict(BROKEN, "the word does not come");
	word = MINE;
	io_uring_queue_exit(&ring);
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int64_t end;
	pid_t pid;
	int i;

	one_cpu();
	works(fd);
	for (i = 0; i < 5; i++) {
		pid = start(fd);
		if (!count_becomes(fd, CONTROL_PENDING, 1, WAIT_MS))
			verdict(BROKEN, "the command does not wait");
		kill(pid, SIGKILL);
		if (!ends(pid, 1000))
			verdict(BROKEN, "the child stays");
		/* busy: a kworker in between keeps this address space */
		end = now_ms() + 2 * CONTROL_COPY_MS;
		while (now_ms() < end)
			if (word != MINE)
				verdict(FAILED, "a dead program's command wrote to the memory of another");
		if (!count_becomes(fd, CONTROL_PENDING, 0, WAIT_MS))
			verdict(BROKEN, "the command has not ended");
	}
	verdict(HELD, "nothing was written");
}
