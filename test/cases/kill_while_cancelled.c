// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that is killed while .cancel takes its time does not wait for it.
 *
 * Classes: K5 K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

#define SLOW_MS	1500

static void victim(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_CANCEL, SLOW_MS, 0, 1);
	ring_await_counter(&ring, EXERCISE_LIVE, 1);
	expect(cancel(&ring, fd, 1, 0, UCMD_CANCEL_TAG), 1);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	pid_t pid = child_start(victim, config);

	child_kill(pid);
	/* .cancel has only begun */
	expect(counter(EXERCISE_LIVE), 1);
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
	expect(counter(EXERCISE_FINISHES), finishes + 1);
}
