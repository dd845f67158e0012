// SPDX-License-Identifier: GPL-2.0-only
/*
 * Closing one ring leaves alone what another ring has on the same queue.
 *
 * Classes: C2
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), i;
	struct ring rings[2];

	ring_open(&rings[0], config);
	ring_open(&rings[1], config);
	for (i = 0; i < 6; i++) {
		start_wait(&rings[i % 2], fd, 0, 0, i);
		await_counter(EXERCISE_LIVE, i + 1);
	}
	ring_close(&rings[0]);
	await_counter(EXERCISE_LIVE, 3);
	ring_pending(&rings[1], 1);
	expect(take(&rings[1], fd, 0, EXERCISE_TAKE_ALL, 0, 10), 3);
	for (i = 1; i < 6; i += 2)
		expect(ring_result(&rings[1], i), 10 + i / 2);
	ring_close(&rings[1]);
	close(fd);
}
