// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands are taken, moved and put back just as their process is killed: each ends once.
 *
 * Classes: K1 K3 K15
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define ROUNDS		5
#define COMMANDS	40

static void victim(const void *config)
{
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < COMMANDS; i++)
		start_wait(&ring, fd, 0, 0, i);
	await_counter(EXERCISE_LIVE, COMMANDS);
	child_ready();
	child_sleep();
}

static void round_trip(const struct config *config, struct ring *ring, int fd, int round)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	pid_t pid = child_start(victim, config);
	int i;

	kill(pid, SIGKILL);
	for (i = 0; i < COMMANDS; i++) {
		take(ring, fd, 0, EXERCISE_TAKE_MOVE, 1, 0);
		take(ring, fd, 1, EXERCISE_TAKE_RETURN, 0, 0);
		if (round % 2)
			take(ring, fd, 1, EXERCISE_TAKE_ONE, 0, 0);
	}
	expect(child_wait(pid), 128 + SIGKILL);
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_FINISHES), finishes + COMMANDS);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < ROUNDS; i++)
		round_trip(config, &ring, fd, i);
	ring_close(&ring);
	close(fd);
}
