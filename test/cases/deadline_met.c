// SPDX-License-Identifier: GPL-2.0-only
/* A command that ends in time is not hurt by its deadline, nor is the next one. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

#define LIMIT_MS	20

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(SMALL_DEVICE), i;
	struct exercise_hold hold = { .how = EXERCISE_FROM_IRQ, .res = 3 };
	struct io_uring_sqe *sqe;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < 4 * EXERCISE_SMALL_DEPTH; i++) {
		sqe = ring_prep(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold), 100 + i);
		sqe->len = LIMIT_MS;
		ring_submit(&ring);
		expect(ring_result(&ring, 100 + i), 3);
	}
	/* in the same slots, without a deadline */
	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, i);
	ring_await_counter(&ring, EXERCISE_LIVE, EXERCISE_SMALL_DEPTH);
	sleep_ms(3 * LIMIT_MS);
	expect(counter(EXERCISE_CANCELS), cancels);
	expect(release(&ring, fd, 0, 4), EXERCISE_SMALL_DEPTH);
	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		expect(ring_result(&ring, i), 4);
	ring_close(&ring);
	close(fd);
}
