// SPDX-License-Identifier: GPL-2.0-only
/* Draining waits for what the driver holds, not for what waits. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	long long begin;
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_LIVE, 1);
	expect(control(EXERCISE_DRAIN, 1000), 0);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	/* the clock of timers lags behind ours when the machine is busy, not so far */
	begin = now_ms();
	expect(control(EXERCISE_DRAIN, 200), -ETIMEDOUT);
	expect_below(9, now_ms() - begin);
	expect(release(&ring, fd, 0, 3), 1);
	expect(control(EXERCISE_DRAIN, 1), 0);
	expect(ring_result(&ring, 2), 3);

	/* while it is being waited for */
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 100, 4, 3);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	expect(control(EXERCISE_DRAIN, SOON_MS), 0);
	expect(ring_result(&ring, 3), 4);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 8), 1);
	expect(ring_result(&ring, 1), 8);
	ring_close(&ring);
	close(fd);
}
