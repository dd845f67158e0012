// SPDX-License-Identifier: GPL-2.0-only
/*
 * Closing the ring ends its commands; the device's file, left open, is as before.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start(&ring, fd, EXERCISE_WAIT_BARE, NULL, 0, 2);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 3);
	await_counter(EXERCISE_LIVE, 2);
	ring_close(&ring);
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_FINISHES), finishes + 2);
	expect(counter(EXERCISE_CANCELS), cancels + 1);

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	expect(take(&ring, fd, EXERCISE_QUEUES, EXERCISE_TAKE_ALL, 0, 0), 0);
	start_wait(&ring, fd, 0, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 5), 1);
	expect(ring_result(&ring, 1), 5);
	ring_close(&ring);
	close(fd);
}
