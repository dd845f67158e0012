// SPDX-License-Identifier: GPL-2.0-only
/* The first command that matches is taken; the others wait on. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;
	int i;

	ring_open(&ring, config);
	for (i = 0; i < 6; i++) {
		start_wait(&ring, fd, 1, i % 3, i);
		await_counter(EXERCISE_LIVE, i + 1);
	}
	expect(take(&ring, fd, 1, EXERCISE_TAKE_MATCH, 2, 7), 1);
	expect(ring_result(&ring, 2), 7);
	expect(take(&ring, fd, 1, EXERCISE_TAKE_MATCH, 9, 7), 0);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_MATCH, 1, 7), 0);
	expect(take(&ring, fd, 1, EXERCISE_TAKE_MATCH, 2, 8), 1);
	expect(ring_result(&ring, 5), 8);
	expect(take(&ring, fd, 1, EXERCISE_TAKE_MATCH, 2, 8), 0);
	ring_pending(&ring, 0);
	expect(take(&ring, fd, 1, EXERCISE_TAKE_ALL, 0, 0), 4);
	expect(ring_result(&ring, 0), 0);
	expect(ring_result(&ring, 1), 1);
	expect(ring_result(&ring, 3), 2);
	expect(ring_result(&ring, 4), 3);
	ring_close(&ring);
	close(fd);
}
