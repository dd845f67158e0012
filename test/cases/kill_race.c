// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process killed just as its commands complete: each still ends exactly once.
 *
 * Classes: K2 K8 K9 L5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define ROUNDS		8
#define COMMANDS	12

static void victim(const void *config)
{
	static const unsigned int from[] = {
		EXERCISE_FROM_WORK, EXERCISE_FROM_TIMER, EXERCISE_FROM_RELEASE,
	};
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < COMMANDS; i++)
		start_hold(&ring, fd, EXERCISE_HOLD, from[i % ARRAY_SIZE(from)], i, 0, i);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int finishes, completed, lost, handlers;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		pid_t pid;

		handlers = counter(EXERCISE_HANDLERS);
		finishes = counter(EXERCISE_FINISHES);
		completed = counter(EXERCISE_COMPLETED);
		lost = counter(EXERCISE_LOST);
		pid = child_start(victim, config);
		sleep_ms(i);
		child_kill(pid);
		await_counter(EXERCISE_LIVE, 0);
		handlers = counter(EXERCISE_HANDLERS) - handlers;
		expect_below(handlers, COMMANDS + 1);
		expect(counter(EXERCISE_FINISHES) - finishes, handlers);
		/* counted by who completed it, after .finish */
		await_counter(EXERCISE_COMPLETED, completed + handlers);
		expect(counter(EXERCISE_LOST), lost);
	}
}
