// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device goes just as the process that uses it is killed: each command ends once.
 *
 * Classes: L1 L5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define ROUNDS		6
#define COMMANDS	30

static void victim(const void *config)
{
	int fd = device_open(PLUG_DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < COMMANDS; i++) {
		start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2 * i);
		start_wait(&ring, fd, i % EXERCISE_QUEUES, 0, 2 * i + 1);
	}
	await_counter(EXERCISE_LIVE, 2 * COMMANDS);
	child_ready();
	child_sleep();
}

static void round_trip(const struct config *config, int round)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	unsigned int lost = counter(EXERCISE_LOST);
	long long began;
	pid_t pid;

	expect(control(EXERCISE_PLUG, 0), 0);
	pid = child_start(victim, config);
	began = now_ms();
	kill(pid, SIGKILL);
	usleep(round * 500);
	expect(control(EXERCISE_PULL, 0), 0);
	expect_below(now_ms() - began, SOON_MS);
	expect(child_wait(pid), 128 + SIGKILL);
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_FINISHES), finishes + 2 * COMMANDS);
	expect(counter(EXERCISE_CANCELS), cancels + COMMANDS);
	expect(counter(EXERCISE_LOST), lost);
}

void case_run(const struct config *config)
{
	int i;

	for (i = 0; i < ROUNDS; i++)
		round_trip(config, i);
}
