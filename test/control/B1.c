// SPDX-License-Identifier: GPL-2.0-only
/*
 * B1: can a command that names no registered buffer use one, or make the kernel
 * warn?  The request that carries it has carried one that did.
 *
 * Classes: B1 B4
 */
#include "client.h"

#define BYTES	4096

static void *buffer;

/* The flag is in what liburing 2.3 calls rw_flags. */
#define URING_CMD_FIXED	1

static int32_t import(struct io_uring *ring, int fd, unsigned int flags)
{
	struct io_uring_sqe *sqe = prepare(ring, fd, CONTROL_IMPORT, 0);
	struct io_uring_cqe cqe;

	sqe_args(sqe)->length = BYTES;
	sqe_args(sqe)->address = (uintptr_t)buffer;
	sqe->rw_flags = flags;
	submit(ring, 1);
	if (!reap(ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	return cqe.res;
}

static int log_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || lseek(fd, 0, SEEK_END) < 0)
		verdict(BROKEN, "/dev/kmsg: %s", strerror(errno));
	return fd;
}

/* Has the kernel warned since the log was opened? */
static bool log_warns(int fd)
{
	char record[1024];
	ssize_t len;

	while ((len = read(fd, record, sizeof(record) - 1)) > 0) {
		record[len] = 0;
		if (strstr(record, "WARNING: "))
			return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv), log = log_open();
	struct io_uring ring;
	struct iovec iov;
	int i;

	/* 6.1 registers nothing that shares a mapping with a file, such as .bss */
	buffer = aligned_alloc(BYTES, BYTES);
	iov = (struct iovec){ .iov_base = buffer, .iov_len = BYTES };
	ring_open(&ring, 1, 0);
	if (io_uring_register_buffers(&ring, &iov, 1))
		verdict(BROKEN, "cannot register a buffer");
	/* more than io_uring keeps for a ring that starts */
	for (i = 0; i < 64; i++)
		import(&ring, fd, URING_CMD_FIXED);
	for (i = 0; i < 64; i++)
		if (import(&ring, fd, 0) == 0)
			verdict(FAILED, "imported the buffer of an earlier command");
	if (log_warns(log))
		verdict(FAILED, "a program made the kernel warn");
	verdict(HELD, "refused");
}
