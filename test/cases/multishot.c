// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command that asks to be multishot is refused if its op is not, by ucmd where the core
 * knows of it.
 *
 * Classes: B3 R6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define GROUP	7

void case_run(const struct config *config)
{
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	static char buffers[4][64];
	int fd = device_open(DEVICE), res;
	struct io_uring_sqe *sqe;
	struct ring ring;

	ring_open(&ring, config);
	sqe = io_uring_get_sqe(&ring.io);
	io_uring_prep_provide_buffers(sqe, buffers, sizeof(buffers[0]), 4, GROUP, 0);
	sqe->user_data = 1;
	ring_submit(&ring);
	expect(ring_result(&ring, 1), 0);

	sqe = ring_prep(&ring, fd, EXERCISE_NOP, NULL, 0, 2);
	sqe->flags |= IOSQE_BUFFER_SELECT;
	sqe->buf_group = GROUP;
	sqe->rw_flags = IORING_URING_CMD_MULTISHOT;
	ring_submit(&ring);
	res = ring_result(&ring, 2);
	/* the core's answer where the opcode selects no buffers */
	if (res != -EOPNOTSUPP)
		expect(res, -EINVAL);
	expect(counter(EXERCISE_HANDLERS), handlers);
	ring_close(&ring);
	close(fd);
}
