// SPDX-License-Identifier: GPL-2.0-only
/*
 * An op that needs a capability is refused without: -EPERM.
 *
 * Classes: C4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_ADMIN, NULL, 0), 0);
	ring_close(&ring);

	expect(setresuid(65534, 65534, 65534), 0);
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_ADMIN, NULL, 0), -EPERM);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	ring_close(&ring);
	close(fd);
}
