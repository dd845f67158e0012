// SPDX-License-Identifier: GPL-2.0-only
/* A ring outlives the process that filled it as long as a child has it. */
#include "case.h"

const unsigned int case_configs = EVERY_RING;

/* Fills a ring, forks a child that inherits it, and exits. */
static void filler(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	control_close();
	if (!fork()) {
		/* keeps the ring for as long as the parent's exit takes to show */
		sleep_ms(400);
		_exit(0);
	}
	child_ready();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);

	expect(child_wait(child_start(filler, config)), 0);
	/* the polling thread belongs to the process and ends with it */
	if (config->ring != RING_SQPOLL) {
		sleep_ms(NEVER_MS);
		expect(counter(EXERCISE_LIVE), 2);
	}
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_FINISHES), finishes + 2);
}
