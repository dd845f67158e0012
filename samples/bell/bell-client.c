// SPDX-License-Identifier: GPL-2.0-only
/*
 * bell-client: wait for the bell, or ring it.
 *
 *	bell-client wait [N]		wait with N commands (1) at the same time
 *	bell-client ring [MAX [TONE]]	wake at most MAX (1) that wait
 *
 * Written with plain liburing, to show that a ucmd device needs nothing else:
 * opcode, file, op number and arguments go into the SQE, the rest stays zero.
 */
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bell.h"

static int fail(const char *what, int err)
{
	fprintf(stderr, "bell-client: %s: %s\n", what, strerror(-err));
	return 1;
}

static int prep(struct io_uring *ring, int fd, __u32 op, const void *args,
		size_t len)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);

	if (!sqe)
		return -EBUSY;
	memset(sqe, 0, sizeof(*sqe));
	sqe->opcode = IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = op;
	if (len)
		memcpy(sqe->cmd, args, len);
	return 0;
}

/* Take one completion; returns the command's result. */
static int reap(struct io_uring *ring)
{
	struct io_uring_cqe *cqe;
	int ret;

	do {
		ret = io_uring_wait_cqe(ring, &cqe);
	} while (ret == -EINTR);
	if (ret < 0)
		return ret;
	ret = cqe->res;
	io_uring_cqe_seen(ring, cqe);
	return ret;
}

static int wait_for_bell(struct io_uring *ring, int fd, unsigned int n)
{
	unsigned int i;
	int ret;

	for (i = 0; i < n; i++) {
		ret = prep(ring, fd, BELL_WAIT, NULL, 0);
		if (ret < 0)
			return fail("prepare", ret);
	}
	ret = io_uring_submit(ring);
	if (ret < 0)
		return fail("submit", ret);
	printf("waiting with %u command%s\n", n, n == 1 ? "" : "s");
	fflush(stdout);

	for (i = 0; i < n; i++) {
		ret = reap(ring);
		if (ret < 0)
			return fail("wait", ret);
		printf("woken with tone %d\n", ret);
		fflush(stdout);
	}
	return 0;
}

static int ring_bell(struct io_uring *ring, int fd, unsigned int max, int tone)
{
	struct bell_ring args = { .max = max, .tone = tone };
	int ret;

	ret = prep(ring, fd, BELL_RING, &args, sizeof(args));
	if (!ret)
		ret = io_uring_submit(ring);
	if (ret >= 0)
		ret = reap(ring);
	if (ret < 0)
		return fail("ring", ret);
	printf("rang: %d woken\n", ret);
	return 0;
}

static int usage(void)
{
	fputs("usage: bell-client wait [N] | ring [MAX [TONE]]\n", stderr);
	return 2;
}

int main(int argc, char **argv)
{
	unsigned int n = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;
	int tone = argc > 3 ? atoi(argv[3]) : 440;
	struct io_uring ring;
	int fd, ret;

	if (argc < 2 || n < 1 || n > 4096)
		return usage();

	fd = open("/dev/bell", O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return fail("/dev/bell", -errno);
	ret = io_uring_queue_init(n, &ring, 0);
	if (ret < 0)
		return fail("io_uring", ret);

	if (!strcmp(argv[1], "wait"))
		ret = wait_for_bell(&ring, fd, n);
	else if (!strcmp(argv[1], "ring"))
		ret = ring_bell(&ring, fd, n, tone);
	else
		ret = usage();

	io_uring_queue_exit(&ring);
	close(fd);
	return ret;
}
