// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process killed with commands queued is gone within a second; they end.
 *
 * Classes: K6 K15
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

static void victim(const void *config)
{
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < 4; i++)
		start_wait(&ring, fd, i % EXERCISE_QUEUES, 0, i);
	start(&ring, fd, EXERCISE_WAIT_BARE, NULL, 0, i);
	ring_await_counter(&ring, EXERCISE_LIVE, 4);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int gone = counter(EXERCISE_FINISHES_GONE);
	pid_t pid = child_start(victim, config);
	long long killed = now_ms();

	child_kill(pid);
	await_counter(EXERCISE_LIVE, 0);
	expect_below(now_ms() - killed, KILL_MS);
	expect(counter(EXERCISE_FINISHES), finishes + 4);
	/* a polling thread still has the memory when 6.1 tells it */
	if (config->ring != RING_SQPOLL)
		expect(counter(EXERCISE_FINISHES_GONE), gone + 4);
}
