// SPDX-License-Identifier: GPL-2.0-only
/*
 * C1: whose memory does a command write to when its program is gone?  The child
 * asks for a word at an address and is killed before it comes.  The parent has
 * another page at that address and keeps every CPU busy, so that a kworker that
 * runs in between finds the parent's memory.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "client.h"

#define MINE	1
#define WRITTEN	2

static volatile int word = MINE;

static void *spin(void *cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET((intptr_t)cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		verdict(BROKEN, "affinity: %s", strerror(errno));
	for (;;)
		;
	return NULL;
}

static void keep_busy(void)
{
	intptr_t cpu, cpus = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t thread;

	for (cpu = 0; cpu < cpus; cpu++)
		if (pthread_create(&thread, NULL, spin, (void *)cpu))
			verdict(BROKEN, "no thread");
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
	int waiting = count(fd, CONTROL_PENDING);
	pid_t pid;
	int i;

	works(fd);
	keep_busy();
	for (i = 0; i < 3; i++) {
		pid = start(fd);
		if (!count_becomes(fd, CONTROL_PENDING, waiting + 1, WAIT_MS))
			verdict(BROKEN, "the command does not wait");
		kill(pid, SIGKILL);
		if (!ends(pid, 1000))
			verdict(BROKEN, "the child stays");
		if (!count_becomes(fd, CONTROL_PENDING, waiting, WAIT_MS))
			verdict(BROKEN, "the command has not ended");
		if (word != MINE)
			verdict(FAILED, "a dead program's command wrote to the memory of another");
	}
	verdict(HELD, "nothing was written");
}
