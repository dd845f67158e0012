// SPDX-License-Identifier: GPL-2.0-only
/* Commands that wait are taken in the order in which they came. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;
	int i;

	ring_open(&ring, config);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ONE, 0, 1), 0);
	for (i = 0; i < 10; i++)
		start_wait(&ring, fd, 0, 0, i);
	await_counter(EXERCISE_LIVE, 10);
	ring_pending(&ring, 0);

	expect(take(&ring, fd, 0, EXERCISE_TAKE_ONE, 0, 77), 1);
	expect(ring_result(&ring, 0), 77);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 100), 9);
	for (i = 1; i < 10; i++)
		expect(ring_result(&ring, i), 100 + i - 1);
	expect(counter(EXERCISE_LIVE), 0);
	ring_close(&ring);
	close(fd);
}
