// SPDX-License-Identifier: GPL-2.0-only
/* A deadline passes while a device is paused, and while it has no room. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

static void start_limited(struct ring *ring, int fd, uint32_t op, uint64_t id)
{
	struct exercise_wait args = { };
	struct io_uring_sqe *sqe = ring_prep(ring, fd, op, &args, sizeof(args), id);

	/* 6.1 keeps of an entry that is put off the arguments alone */
	if (strncmp(kernel_release(), "6.1.", 4))
		sqe->len = 50;
	ring_submit(ring);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), small = device_open(SMALL_DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	expect(control(EXERCISE_PAUSE, 0), 0);
	start_limited(&ring, fd, EXERCISE_WAIT_LIMITED, 1);
	start(&ring, fd, EXERCISE_NOP, NULL, 0, 2);
	expect(ring_result(&ring, 1), -ETIMEDOUT);
	ring_pending(&ring, 2);
	expect(control(EXERCISE_RESUME, 0), 0);
	expect(ring_result(&ring, 2), 0);

	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		start_wait(&ring, small, 0, 0, 10 + i);
	start_limited(&ring, small, EXERCISE_WAIT_ROOM_LIMITED, 3);
	expect(ring_result(&ring, 3), -ETIMEDOUT);
	expect(cancel(&ring, small, 0, 0, 0), EXERCISE_SMALL_DEPTH);
	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		expect(ring_result(&ring, 10 + i), -ECANCELED);
	ring_close(&ring);
	close(small);
	close(fd);
}
