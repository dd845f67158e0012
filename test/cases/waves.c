// SPDX-License-Identifier: GPL-2.0-only
/*
 * Thousands of commands, hundreds at a time: what goes in comes out, once each.
 *
 * Classes: C2
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define WAVES		10
#define WAITING		100
#define HELD		100

static void wave(struct ring *ring, int fd, uint64_t id)
{
	int i;

	for (i = 0; i < WAITING; i++) {
		struct exercise_wait wait = { .queue = i % EXERCISE_QUEUES };
		struct exercise_hold hold = {
			.how = EXERCISE_FROM_HANDLER + i % 4, .ms = i % 3, .res = i,
		};

		ring_prep(ring, fd, EXERCISE_WAIT, &wait, sizeof(wait), id + i);
		ring_prep(ring, fd, EXERCISE_HOLD, &hold, sizeof(hold), id + WAITING + i);
	}
	ring_submit(ring);
	for (i = 0; i < HELD; i++)
		expect(ring_result(ring, id + WAITING + i), i);
	await_counter(EXERCISE_LIVE, WAITING);
	for (i = 0; i < EXERCISE_QUEUES; i++)
		expect_below(0, take(ring, fd, i, EXERCISE_TAKE_ALL, 0, 0));
	for (i = 0; i < WAITING; i++)
		expect_below(-1, ring_result(ring, id + i));
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open_sized(&ring, config, RING_ENTRIES, 1024);
	for (i = 0; i < WAVES; i++)
		wave(&ring, fd, i * (WAITING + HELD));
	expect(counter(EXERCISE_FINISHES), finishes + WAVES * (WAITING + HELD));
	ring_close(&ring);
	close(fd);
}
