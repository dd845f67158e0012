// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ops that may sleep run in a worker; others never do unless the program asks.
 *
 * Classes: C3 N1 N5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_sleep args = { .value = 0x1234, .ms = 1 };
	bool worker = config->with == WITH_ASYNC;
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_SLEEP, &args, sizeof(args)), 0x1234 | EXERCISE_IN_WORKER);
	if (config->with != WITH_DRAIN)
		expect(call(&ring, fd, EXERCISE_WHERE, NULL, 0), worker ? EXERCISE_IN_WORKER : 0);
	ring_close(&ring);
	close(fd);
}
