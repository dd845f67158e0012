// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that simply exits with commands queued and held leaves nothing.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

static void leaver(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	child_ready();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);

	expect(child_wait(child_start(leaver, config)), 0);
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_FINISHES), finishes + 2);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
}
