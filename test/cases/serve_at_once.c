// SPDX-License-Identifier: GPL-2.0-only
/* What .start completes at once makes room for the next, without .start within .start. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define MANY	50

void case_run(const struct config *config)
{
	unsigned int wrong = counter(EXERCISE_STARTS_WRONG);
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	for (i = 0; i < MANY; i++)
		start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_HANDLER, 0, i, 10 + i);
	ring_await_counter(&ring, EXERCISE_LIVE, 1 + MANY);
	expect(counter(EXERCISE_STARTS), starts + 1);
	expect(release(&ring, fd, 1, 3), 1);
	expect(ring_result(&ring, 1), 3);
	for (i = 0; i < MANY; i++)
		expect(ring_result(&ring, 10 + i), i);

	/* and with nothing before it, in the handler */
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_HANDLER, 0, 4, 2);
	expect(ring_result(&ring, 2), 4);
	expect(counter(EXERCISE_STARTS), starts + 2 + MANY);
	expect(counter(EXERCISE_STARTS_WRONG), wrong);
	ring_close(&ring);
	close(fd);
}
