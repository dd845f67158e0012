// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that is unregistered ends all that is pending with -ENODEV, in bounded time.
 *
 * Classes: L1
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	struct ring ring;
	long long began;
	int fd, i;

	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_wait(&ring, fd, 1, 0, 2);
	start(&ring, fd, EXERCISE_WAIT_BARE, NULL, 0, 3);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 4);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 60000, 0, 5);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 6);
	ring_await_counter(&ring, EXERCISE_LIVE, 5);

	began = now_ms();
	expect(control(EXERCISE_PULL, 0), 0);
	expect_below(now_ms() - began, KILL_MS);
	/* unregistering has called .cancel before it returned */
	expect(counter(EXERCISE_CANCELS), cancels + 2);
	for (i = 1; i <= 6; i++)
		expect(ring_result(&ring, i), -ENODEV);
	await_counter(EXERCISE_LIVE, 1);
	expect(counter(EXERCISE_FINISHES), finishes + 4);

	/* the driver still owes the end of what it would not let go */
	expect(control(EXERCISE_RELEASE_ALL, 0), 1);
	expect(counter(EXERCISE_LIVE), 0);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), -ENODEV);
	ring_close(&ring);
	close(fd);
}
