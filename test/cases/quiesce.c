// SPDX-License-Identifier: GPL-2.0-only
/* .quiesce may end what is held with the driver's own answer; the rest is parted. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS);
	struct ring ring;
	int fd;

	ring_open(&ring, config);
	expect(control(EXERCISE_PLUG, 2), 0);
	fd = device_open(PLUG_DEVICE);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 3);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 60000, 0, 4);
	ring_await_counter(&ring, EXERCISE_LIVE, 4);
	expect(control(EXERCISE_PULL, 0), 0);
	expect(ring_result(&ring, 1), -ENODEV);
	expect(ring_result(&ring, 2), -ESHUTDOWN);
	expect(ring_result(&ring, 3), -ESHUTDOWN);
	expect(ring_result(&ring, 4), -ENODEV);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
	ring_close(&ring);
	close(fd);
}
