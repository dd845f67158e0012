// SPDX-License-Identifier: GPL-2.0-only
/*
 * An op with more arguments than the ring carries is refused, and not called.
 *
 * Classes: Q5
 */
#include "case.h"

const unsigned int case_configs = (EVERY_RING & ~(RING_SQE128 | RING_BIG)) | EVERY_FLAG;

void case_run(const struct config *config)
{
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_SUM80, NULL, 0), -EINVAL);
	expect(counter(EXERCISE_HANDLERS), handlers);
	ring_close(&ring);
	close(fd);
}
