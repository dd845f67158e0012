/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How does a control client look at a device?
 *
 * A client shows one class of bugs: NAME /dev/raw_control|/dev/safe_control.
 * Exit 0: the device held; 1: it failed as the class says, what was seen is
 * printed; 77: does not apply here; 2: the client itself could not go on.
 *
 * What crashes, hangs or spins the kernel shows in its log, not in the status.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../guest/patience.h"
#include "control.h"

enum { HELD = 0, FAILED = 1, BROKEN = 2, SKIPPED = 77 };

/* In the milliseconds of Debian's own kernels, as every time here. */
#define WAIT_MS	2000

static void __attribute__((noreturn, format(printf, 2, 3)))
verdict(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	/* not exit(): what a ring does at its end is not this line's business */
	_exit(status);
}

static inline int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static inline void sleep_ms(unsigned int ms)
{
	usleep(ms * 1000);
}

static inline int device_open(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		verdict(BROKEN, "%s: %s", path, strerror(errno));
	return fd;
}

static inline int device_arg(int argc, char **argv)
{
	if (argc != 2)
		verdict(BROKEN, "usage: %s DEVICE", argv[0]);
	return device_open(argv[1]);
}

static inline void ring_open(struct io_uring *ring, unsigned int entries,
			     unsigned int flags)
{
	int ret = io_uring_queue_init(entries, ring, flags);

	if (ret)
		verdict(BROKEN, "ring: %s", strerror(-ret));
}

static inline struct io_uring_sqe *prepare(struct io_uring *ring, int fd,
					   uint32_t op, int32_t value)
{
	const struct control_args args = { .value = value };
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	if (!sqe)
		verdict(BROKEN, "no room in the ring");
	io_uring_prep_nop(sqe);
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = op;
	sqe->addr3 = 0;
	memcpy(sqe->cmd, &args, sizeof(args));
	return sqe;
}

/* The arguments in place: where user space can change them under the kernel. */
static inline struct control_args *sqe_args(struct io_uring_sqe *sqe)
{
	return (struct control_args *)sqe->cmd;
}

static inline void submit(struct io_uring *ring, int count)
{
	int ret = io_uring_submit(ring);

	if (ret != count)
		verdict(BROKEN, "submit: %d instead of %d", ret, count);
}

/* False if none came within @ms. */
static inline bool reap(struct io_uring *ring, struct io_uring_cqe *copy,
			unsigned int ms)
{
	long long ns = ms * 1000000LL * patience();
	struct __kernel_timespec ts = { .tv_sec = ns / 1000000000,
					.tv_nsec = ns % 1000000000 };
	struct io_uring_cqe *cqe;
	int ret = io_uring_wait_cqe_timeout(ring, &cqe, &ts);

	if (ret == -ETIME)
		return false;
	if (ret)
		verdict(BROKEN, "wait: %s", strerror(-ret));
	*copy = *cqe;
	io_uring_cqe_seen(ring, cqe);
	return true;
}

/* One command on a ring of its own, and its result. */
static inline int32_t call(int fd, uint32_t op, int32_t value)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, op, value);
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "op %u: no answer", op & 0xff);
	io_uring_queue_exit(&ring);
	return cqe.res;
}

static inline int count(int fd, enum control_counter which)
{
	int32_t res = call(fd, CONTROL_COUNT, which);

	if (res < 0)
		verdict(BROKEN, "counter %d: %s", which, strerror(-res));
	return res;
}

/* Wait until the counter is @value; false after @ms.  Some never go back to 0. */
static inline bool count_becomes(int fd, enum control_counter which, int value,
				 unsigned int ms)
{
	int64_t end = now_ms() + ms * patience();

	while (count(fd, which) != value) {
		if (now_ms() > end)
			return false;
		sleep_ms(20);
	}
	return true;
}

/* Has the process ended?  False after @ms. */
static inline bool ends(pid_t pid, unsigned int ms)
{
	int64_t end = now_ms() + ms * patience();
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (now_ms() > end)
			return false;
		sleep_ms(10);
	}
	return true;
}

/*
 * A process that ends with @commands of @op pending, on a ring of its own.  It
 * may get stuck at its end, so it keeps nothing open that somebody reads.
 */
static inline void submit_and_exit(int fd, unsigned int setup, uint32_t op,
				   int commands)
{
	int before = count(fd, CONTROL_PENDING), i;
	struct io_uring ring;
	pid_t pid = fork();

	if (pid) {
		ends(pid, WAIT_MS);
		return;
	}
	ring_open(&ring, commands, setup);
	for (i = 0; i < commands; i++)
		prepare(&ring, fd, op, 1);
	submit(&ring, commands);
	/* they wait, unless they were refused, before the ring goes */
	count_becomes(fd, CONTROL_PENDING, before + commands, 500);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	_exit(0);
}

/*
 * What comes after the end of a process that did @run with a file of its own?
 * The kernel takes rings and file apart; nothing that is finished is cancelled.
 */
static inline int end_of_ring(int argc, char **argv, void (*run)(int fd))
{
	int fd = device_arg(argc, argv), stale;
	pid_t pid = fork();
	int status;

	if (!pid) {
		close(fd);
		run(device_open(argv[1]));
		_exit(HELD);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		verdict(BROKEN, "the process died");
	if (WEXITSTATUS(status) != HELD)
		return WEXITSTATUS(status);
	sleep_ms(1000);
	stale = count(fd, CONTROL_STALE);
	if (stale)
		verdict(FAILED, "a finished command was cancelled, %d times", stale);
	verdict(HELD, "finished, and nothing came after");
}

#endif /* CLIENT_H */
