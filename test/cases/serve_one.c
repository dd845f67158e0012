// SPDX-License-Identifier: GPL-2.0-only
/* Of a queue that is served with depth 1 the driver has one command, then the next. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int wrong = counter(EXERCISE_STARTS_WRONG);
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 1; i <= 5; i++) {
		start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, i);
		ring_await_counter(&ring, EXERCISE_LIVE, i);
	}
	for (i = 1; i <= 5; i++) {
		ring_await_counter(&ring, EXERCISE_STARTS, starts + i);
		ring_pending(&ring, i);
		expect(counter(EXERCISE_STARTS), starts + i);
		/* the one that the driver has is the one that came first */
		expect(release(&ring, fd, i, 100 + i), 1);
		expect(ring_result(&ring, i), 100 + i);
	}
	expect(counter(EXERCISE_STARTS_WRONG), wrong);
	ring_close(&ring);
	close(fd);
}
