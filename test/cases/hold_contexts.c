// SPDX-License-Identifier: GPL-2.0-only
/*
 * A held command can be completed from every context, down to hard interrupt.
 *
 * Classes: F1 F4 F5 C7
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	static const unsigned int from[] = {
		EXERCISE_FROM_HANDLER, EXERCISE_FROM_WORK, EXERCISE_FROM_TIMER,
		EXERCISE_FROM_IRQ,
	};
	static const int results[] = { 0, 1234, -EIO };
	unsigned int finishes = counter(EXERCISE_FINISHES), id = 0;
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i, j;

	ring_open(&ring, config);
	for (i = 0; i < ARRAY_SIZE(from); i++) {
		for (j = 0; j < ARRAY_SIZE(results); j++) {
			start_hold(&ring, fd, EXERCISE_HOLD, from[i], j, results[j], ++id);
			expect(ring_result(&ring, id), results[j]);
		}
	}
	expect(counter(EXERCISE_FINISHES), finishes + id);
	expect(counter(EXERCISE_LIVE), 0);
	ring_close(&ring);
	close(fd);
}
