// SPDX-License-Identifier: GPL-2.0-only
/*
 * IORING_OP_ASYNC_CANCEL does not reach a pending command, nor does it harm it.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

static int async_cancel(struct ring *ring, uint64_t target, uint64_t id)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->io);

	io_uring_prep_cancel64(sqe, target, 0);
	sqe->user_data = id;
	ring_submit(ring);
	return ring_result(ring, id);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	expect(async_cancel(&ring, 1, 11), -ENOENT);
	expect(async_cancel(&ring, 2, 12), -ENOENT);
	ring_pending(&ring, 1);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 5), 1);
	expect(ring_result(&ring, 1), 5);
	expect(release(&ring, fd, 0, 6), 1);
	expect(ring_result(&ring, 2), 6);
	ring_close(&ring);
	close(fd);
}
