// SPDX-License-Identifier: GPL-2.0-only
/* A command that the driver puts back makes room, and is started again in its turn. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int wrong = counter(EXERCISE_STARTS_WRONG);
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_SECOND, 0, 22, 2);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 3);
	ring_await_counter(&ring, EXERCISE_LIVE, 3);

	expect(release(&ring, fd, 1, 11), 1);
	expect(ring_result(&ring, 1), 11);
	/* 2 was started, went to the end, and 3 came before it */
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 3);
	ring_pending(&ring, 2);
	expect(release(&ring, fd, 3, 33), 1);
	expect(ring_result(&ring, 3), 33);
	expect(ring_result(&ring, 2), 22);

	/* with nobody else there it is the next itself */
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_SECOND, 0, 44, 4);
	expect(ring_result(&ring, 4), 44);
	expect(counter(EXERCISE_STARTS), starts + 6);
	expect(counter(EXERCISE_STARTS_WRONG), wrong);
	ring_close(&ring);
	close(fd);
}
