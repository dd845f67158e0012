// SPDX-License-Identifier: GPL-2.0-only
/* A purge ends all that is pending with the errno given; the device lives on. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 60000, 0, 3);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 4);
	ring_await_counter(&ring, EXERCISE_LIVE, 4);
	expect(control(EXERCISE_PAUSE, 0), 0);
	expect(control(EXERCISE_PURGE, EIO), 0);
	/* .cancel has been called when it returns */
	expect(counter(EXERCISE_CANCELS), cancels + 2);
	expect(control(EXERCISE_DRAIN, 20), -ETIMEDOUT);
	expect(control(EXERCISE_RELEASE_ALL, 0), 1);
	expect(control(EXERCISE_DRAIN, SOON_MS), 0);
	expect(control(EXERCISE_RESUME, 0), 0);
	expect(ring_result(&ring, 1), -EIO);
	expect(ring_result(&ring, 2), -EIO);
	expect(ring_result(&ring, 3), -EIO);
	expect(ring_result(&ring, 4), -EIO);
	await_counter(EXERCISE_FINISHES, finishes + 3);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	ring_close(&ring);
	close(fd);
}
