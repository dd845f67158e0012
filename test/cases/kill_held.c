// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process killed with commands held is gone; each has one .cancel, one .finish.
 *
 * Classes: K6 K9
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

static void victim(const void *config)
{
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < 4; i++)
		start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, i);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 60000, 0, 5);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_WORK, 60000, 0, 6);
	ring_await_counter(&ring, EXERCISE_LIVE, 6);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	unsigned int lost = counter(EXERCISE_LOST);
	pid_t pid = child_start(victim, config);
	long long killed = now_ms();

	child_kill(pid);
	await_counter(EXERCISE_LIVE, 0);
	expect_below(now_ms() - killed, KILL_MS);
	expect(counter(EXERCISE_FINISHES), finishes + 6);
	expect(counter(EXERCISE_CANCELS), cancels + 6);
	expect(counter(EXERCISE_LOST), lost);
}
