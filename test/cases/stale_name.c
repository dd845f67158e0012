// SPDX-License-Identifier: GPL-2.0-only
/*
 * The name of a command that is over never reaches the one that got its slot.
 *
 * Classes: K1 P3
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

/* A slot is returned after its command's completion was seen: one is spare. */
#define HELD	(EXERCISE_SMALL_DEPTH - 2)

void case_run(const struct config *config)
{
	int fd = device_open(SMALL_DEVICE), i;
	struct ring ring;

	expect_log("UCMD-R01: exercise_small: op");
	expect_log("UCMD-R15: exercise_small: op");
	expect_log("UCMD-R16: exercise_small: op");
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_KEEP_NAME, NULL, 0), 1);
	/* more than there are slots: one of these has the slot of the other */
	for (i = 0; i < 2 * EXERCISE_SMALL_DEPTH; i++)
		expect(call(&ring, fd, EXERCISE_USE_NAME, NULL, 0), EXERCISE_NAME_ALL);
	/* and with slots taken by commands that are held */
	for (i = 0; i < HELD; i++)
		start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, i);
	ring_await_counter(&ring, EXERCISE_LIVE, HELD);
	expect(call(&ring, fd, EXERCISE_USE_NAME, NULL, 0), EXERCISE_NAME_ALL);
	expect(release(&ring, fd, 0, 4), HELD);
	for (i = 0; i < HELD; i++)
		expect(ring_result(&ring, i), 4);
	ring_close(&ring);
	close(fd);
}
