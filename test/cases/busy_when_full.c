// SPDX-License-Identifier: GPL-2.0-only
/* A device with all its room taken answers -EBUSY, and recovers. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

static void fill(struct ring *ring, int fd, uint64_t id)
{
	struct exercise_hold args = { .how = EXERCISE_FROM_RELEASE };
	struct exercise_wait wait = { .queue = 0 };
	int i;

	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		start_wait(ring, fd, 0, 0, id + i);
	await_counter(EXERCISE_LIVE, EXERCISE_SMALL_DEPTH);
	expect(call(ring, fd, EXERCISE_WAIT, &wait, sizeof(wait)), -EBUSY);
	expect(call(ring, fd, EXERCISE_WAIT_BARE, NULL, 0), -EBUSY);
	expect(call(ring, fd, EXERCISE_HOLD, &args, sizeof(args)), -EBUSY);
	expect(call(ring, fd, EXERCISE_NOP, NULL, 0), 0);
}

void case_run(const struct config *config)
{
	int fd = device_open(SMALL_DEVICE), round, i;
	struct ring ring;

	ring_open(&ring, config);
	for (round = 0; round < 3; round++) {
		uint64_t id = round * 100;

		fill(&ring, fd, id);
		expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 1), EXERCISE_SMALL_DEPTH);
		for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
			expect_below(0, ring_result(&ring, id + i));
	}
	expect(counter(EXERCISE_LIVE), 0);
	ring_close(&ring);
	close(fd);
}
