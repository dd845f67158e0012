// SPDX-License-Identifier: GPL-2.0-only
/*
 * .finish is told when the submitter is gone, and runs once all the same.
 *
 * Classes: C1 K9
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

static uint64_t word;

static void victim(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;
	unsigned int i;

	ring_open(&ring, config);
	for (i = 0; i < 4; i++) {
		struct exercise_finish args = {
			.how = i % 2 ? EXERCISE_FROM_RELEASE : EXERCISE_FROM_TIMER,
			.addr = (uintptr_t)&word, .ms = 60000,
		};

		start(&ring, fd, EXERCISE_FINISH, &args, sizeof(args), i);
	}
	await_counter(EXERCISE_LIVE, 4);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int gone = counter(EXERCISE_FINISHES_GONE);

	child_kill(child_start(victim, config));
	await_counter(EXERCISE_LIVE, 0);
	expect(counter(EXERCISE_FINISHES), finishes + 4);
	expect(counter(EXERCISE_FINISHES_GONE), gone + 4);
}
