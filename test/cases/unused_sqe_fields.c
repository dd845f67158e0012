// SPDX-License-Identifier: GPL-2.0-only
/*
 * A field of the entry that no op uses must be zero.
 *
 * Classes: Q8
 */
#include <stdio.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_DRAIN | WITH_FIXED;

static void set_addr(struct io_uring_sqe *sqe) { sqe->addr = 1; }
static void set_addr_high(struct io_uring_sqe *sqe) { sqe->addr = 1ULL << 63; }
static void set_ioprio(struct io_uring_sqe *sqe) { sqe->ioprio = 1; }
static void set_buf_index(struct io_uring_sqe *sqe) { sqe->buf_index = 1; }
static void set_file_index(struct io_uring_sqe *sqe) { sqe->file_index = 1; }
static void set_flags(struct io_uring_sqe *sqe) { sqe->rw_flags = 1 << 5; }
static void set_flag_fixed(struct io_uring_sqe *sqe) { sqe->rw_flags = 1; }
static void set_pad(struct io_uring_sqe *sqe) { sqe->off |= 1ULL << 32; }

void case_run(const struct config *config)
{
	static const struct {
		const char *name;
		void (*set)(struct io_uring_sqe *sqe);
		bool early;	/* the core copies it before ucmd is called */
	} fields[] = {
		{ "addr", set_addr, false },
		{ "addr (high bit)", set_addr_high, false },
		{ "ioprio", set_ioprio, false },
		{ "buf_index", set_buf_index, false },
		{ "file_index", set_file_index, false },
		{ "uring_cmd_flags", set_flags, true },
		{ "uring_cmd_flags (FIXED)", set_flag_fixed, true },
		{ "__pad1", set_pad, true },
	};
	bool copied = !strncmp(kernel_release(), "6.1.", 4) &&
		      (config->with == WITH_ASYNC || config->with == WITH_DRAIN);
	static char memory[64];
	struct iovec buffer = { .iov_base = memory, .iov_len = sizeof(memory) };
	int fd = device_open(DEVICE), res;
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	/* so that the core has no objection to IORING_URING_CMD_FIXED */
	expect(io_uring_register_buffers(&ring.io, &buffer, 1), 0);
	for (i = 0; i < ARRAY_SIZE(fields); i++) {
		struct io_uring_sqe *sqe;

		/* 6.1 keeps of a deferred command's entry the payload alone */
		if (copied && !fields[i].early)
			continue;
		sqe = ring_prep(&ring, fd, EXERCISE_NOP, NULL, 0, i + 1);
		fields[i].set(sqe);
		ring_submit(&ring);
		res = ring_result(&ring, i + 1);
		if (res != -EINVAL)
			fail("%s: expected -EINVAL, saw %d", fields[i].name, res);
	}
	ring_close(&ring);
	close(fd);
}
