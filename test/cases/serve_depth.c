// SPDX-License-Identifier: GPL-2.0-only
/* Of a queue that is served with depth 3 the driver has three commands, whoever ends them. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define MANY	48

void case_run(const struct config *config)
{
	static const int from[] = { EXERCISE_FROM_IRQ, EXERCISE_FROM_WORK, EXERCISE_FROM_HANDLER };
	unsigned int wrong = counter(EXERCISE_STARTS_WRONG);
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 1; i <= 5; i++)
		start_serve(&ring, fd, EXERCISE_SERVED_THREE, EXERCISE_FROM_RELEASE, 0, 0, i);
	ring_await_counter(&ring, EXERCISE_LIVE, 5);
	ring_pending(&ring, 1);
	expect(counter(EXERCISE_STARTS), starts + 3);
	expect(control(EXERCISE_RELEASE_ALL, 0), 5);
	for (i = 1; i <= 5; i++)
		expect(ring_result(&ring, i), -EINTR);

	for (i = 0; i < MANY; i++)
		start_serve(&ring, fd, EXERCISE_SERVED_THREE, from[i % 3], 0, 10 + i, 10 + i);
	for (i = 0; i < MANY; i++)
		expect(ring_result(&ring, 10 + i), 10 + i);
	expect(counter(EXERCISE_STARTS), starts + 5 + MANY);
	expect(counter(EXERCISE_STARTS_WRONG), wrong);
	ring_close(&ring);
	close(fd);
}
