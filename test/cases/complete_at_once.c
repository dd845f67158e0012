// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command answered at once completes with the handler's result, unchanged.
 *
 * Classes: R5
 */
#include <limits.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	static const int results[] = { 0, 1, 4711, INT_MAX, -EINVAL, -EIO, -511 };
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	for (i = 0; i < ARRAY_SIZE(results); i++) {
		struct exercise_echo args = { .res = results[i] };

		expect(call(&ring, fd, EXERCISE_ECHO, &args, sizeof(args)), results[i]);
	}
	ring_close(&ring);
	close(fd);
}
