// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command may complete while its handler still sleeps.
 *
 * Classes: K3
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK;

void case_run(const struct config *config)
{
	unsigned int from[] = { EXERCISE_FROM_HANDLER, EXERCISE_FROM_WORK, EXERCISE_FROM_IRQ };
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	for (i = 0; i < ARRAY_SIZE(from); i++) {
		start_hold(&ring, fd, EXERCISE_HOLD_ASLEEP, from[i], 30, 5 + i, i);
		expect(ring_result(&ring, i), 5 + i);
	}
	ring_close(&ring);
	close(fd);
}
