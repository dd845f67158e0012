// SPDX-License-Identifier: GPL-2.0-only
/*
 * An op that waits for room gets it as others end; none is refused or lost.  It
 * waits in a worker, so what makes room must not need one: no IOSQE_ASYNC here.
 *
 * Classes: N6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

#define WAITERS	(3 * EXERCISE_SMALL_DEPTH)

void case_run(const struct config *config)
{
	struct exercise_wait args = { };
	int fd = device_open(SMALL_DEVICE), i, taken = 0;
	long long end = now_ms() + SOON_MS;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < WAITERS; i++)
		start(&ring, fd, EXERCISE_WAIT_ROOM, &args, sizeof(args), 1 + i);
	ring_await_counter(&ring, EXERCISE_LIVE, EXERCISE_SMALL_DEPTH);
	/* an op that reserves none does not wait */
	expect(call(&ring, fd, EXERCISE_WAIT_BARE, NULL, 0), -EBUSY);
	while (taken < WAITERS && now_ms() < end) {
		taken += take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 0);
		/* what is completed keeps its room until its program looks */
		ring_reap(&ring, 2);
	}
	expect(taken, WAITERS);
	for (i = 0; i < WAITERS; i++)
		expect_below(-1, ring_result(&ring, 1 + i));
	ring_close(&ring);
	close(fd);
}
