// SPDX-License-Identifier: GPL-2.0-only
/* A device that goes while a handler sleeps on what it holds: .cancel comes after it. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS);
	struct ring ring;
	int fd;

	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD_ASLEEP, EXERCISE_FROM_RELEASE, 100, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	expect(control(EXERCISE_PULL, 0), 0);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
	expect(counter(EXERCISE_EARLY_CANCELS), 0);
	expect(ring_result(&ring, 1), -ENODEV);
	await_counter(EXERCISE_LIVE, 0);
	ring_close(&ring);
	close(fd);
}
