// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process is gone though its driver never lets go; the command stays the driver's.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

static void victim(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int completed = counter(EXERCISE_COMPLETED);
	unsigned int lost = counter(EXERCISE_LOST);

	child_kill(child_start(victim, config));
	sleep_ms(NEVER_MS);
	expect(counter(EXERCISE_LIVE), 2);
	expect(control(EXERCISE_RELEASE_ALL, 0), 2);
	expect(counter(EXERCISE_LIVE), 0);
	expect(counter(EXERCISE_COMPLETED), completed + 2);
	expect(counter(EXERCISE_LOST), lost);
}
