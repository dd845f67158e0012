// SPDX-License-Identifier: GPL-2.0-only
/*
 * The name of a command of a device that is gone finds nothing.
 *
 * Classes: L1
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER;

void case_run(const struct config *config)
{
	int fd, other = device_open(DEVICE);
	struct ring ring;

	expect_log("UCMD-R08:");
	ring_open(&ring, config);
	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	expect(call(&ring, fd, EXERCISE_KEEP_NAME, NULL, 0), 1);
	close(fd);
	expect(control(EXERCISE_PULL, 0), 0);
	expect(call(&ring, other, EXERCISE_USE_NAME, NULL, 0), EXERCISE_NAME_ALL);
	ring_close(&ring);
	close(other);
}
