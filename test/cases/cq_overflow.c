// SPDX-License-Identifier: GPL-2.0-only
/*
 * More completions than the completion queue holds: none is lost.
 *
 * Classes: B5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define COMMANDS	40

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), other = device_open(DEVICE), i;
	struct ring ring, second;

	ring_open_sized(&ring, config, 4, 8);
	ring_open(&second, config);
	for (i = 0; i < COMMANDS; i++)
		start_wait(&ring, fd, 0, 0, i);
	await_counter(EXERCISE_LIVE, COMMANDS);
	expect(take(&second, other, 0, EXERCISE_TAKE_ALL, 0, 0), COMMANDS);
	for (i = 0; i < COMMANDS; i++)
		expect_below(-1, ring_result(&ring, i));
	ring_close(&ring);
	ring_close(&second);
	close(fd);
	close(other);
}
