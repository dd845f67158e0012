// SPDX-License-Identifier: GPL-2.0-only
/*
 * Payload bytes that no argument uses must be zero, up to the 16th.
 *
 * Classes: Q8
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	unsigned char payload[16];
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	for (i = 0; i < sizeof(payload); i++) {
		memset(payload, 0, sizeof(payload));
		payload[i] = 1;
		expect(call(&ring, fd, EXERCISE_NOP, payload, sizeof(payload)), -EINVAL);
		if (i >= sizeof(struct exercise_echo))
			expect(call(&ring, fd, EXERCISE_ECHO, payload, sizeof(payload)), -EINVAL);
	}
	ring_close(&ring);
	close(fd);
}
