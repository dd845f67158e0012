// SPDX-License-Identifier: GPL-2.0-only
/* A command that was taken can be put back, to the end of any queue. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;
	int i;

	ring_open(&ring, config);
	for (i = 0; i < 3; i++)
		start_wait(&ring, fd, 0, 0, i);
	await_counter(EXERCISE_LIVE, 3);

	expect(take(&ring, fd, 0, EXERCISE_TAKE_RETURN, 0, 0), 1);	/* 1 2 0 */
	expect(take(&ring, fd, 0, EXERCISE_TAKE_MOVE, 2, 0), 1);	/* 2 0, 1 */
	ring_pending(&ring, 1);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 10), 2);
	expect(ring_result(&ring, 2), 10);
	expect(ring_result(&ring, 0), 11);
	expect(take(&ring, fd, 2, EXERCISE_TAKE_ALL, 0, 20), 1);
	expect(ring_result(&ring, 1), 20);
	ring_close(&ring);
	close(fd);
}
