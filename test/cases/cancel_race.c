// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver completes commands just as .cancel is being called for them: once each.
 *
 * Classes: K1 K2 K8
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define ROUNDS		5
#define COMMANDS	60

static void victim(const void *config)
{
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < COMMANDS; i++)
		start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, i);
	await_counter(EXERCISE_LIVE, COMMANDS);
	child_ready();
	child_sleep();
}

static void round_trip(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int completed = counter(EXERCISE_COMPLETED);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	unsigned int lost = counter(EXERCISE_LOST);
	pid_t pid = child_start(victim, config);
	long long end = now_ms() + SOON_MS;

	/* wait for the first .cancel, then get in its way */
	kill(pid, SIGKILL);
	while (counter(EXERCISE_CANCELS) == cancels && now_ms() < end)
		;
	control(EXERCISE_RELEASE_ALL, 0);
	expect(child_wait(pid), 128 + SIGKILL);
	await_counter(EXERCISE_LIVE, 0);
	await_counter(EXERCISE_COMPLETED, completed + COMMANDS);
	expect(counter(EXERCISE_FINISHES), finishes + COMMANDS);
	expect(counter(EXERCISE_LOST), lost);
	expect_below(counter(EXERCISE_CANCELS), cancels + COMMANDS + 1);
}

void case_run(const struct config *config)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		round_trip(config);
}
