// SPDX-License-Identifier: GPL-2.0-only
/* A device that does not say its depth has room for 1024 pending commands, no more. */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER | RING_SQPOLL;

#define DEPTH	1024

void case_run(const struct config *config)
{
	struct exercise_wait args = { .queue = 0 };
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open_sized(&ring, config, RING_ENTRIES, 2 * DEPTH);
	for (i = 0; i < DEPTH; i++)
		ring_prep(&ring, fd, EXERCISE_WAIT, &args, sizeof(args), i);
	ring_submit(&ring);
	await_counter(EXERCISE_LIVE, DEPTH);
	expect(call(&ring, fd, EXERCISE_WAIT, &args, sizeof(args)), -EBUSY);
	expect(call(&ring, fd, EXERCISE_WAIT_BARE, NULL, 0), -EBUSY);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 0), DEPTH);
	for (i = 0; i < DEPTH; i++)
		expect(ring_result(&ring, i), i);
	ring_close(&ring);
	close(fd);
}
