// SPDX-License-Identifier: GPL-2.0-only
/* All 16 bytes of arguments reach the handler, on every ring. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_sum16 args = { { 1, 20, 300, 4000 } };
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_SUM16, &args, sizeof(args)), 4321);
	ring_close(&ring);
	close(fd);
}
