// SPDX-License-Identifier: GPL-2.0-only
/*
 * .cancel never runs before the handler has returned, and then once.
 *
 * Classes: K3 K14
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define ASLEEP_MS	200

static void victim(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD_ASLEEP, EXERCISE_FROM_RELEASE, ASLEEP_MS, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);

	child_kill(child_start(victim, config));
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_EARLY_CANCELS), 0);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
	expect(counter(EXERCISE_FINISHES), finishes + 1);
}
