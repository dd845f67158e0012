// SPDX-License-Identifier: GPL-2.0-only
/*
 * A number that is an op's but for its size or direction: -EINVAL; no op's: -ENOTTY.
 *
 * Classes: A1 A2
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	static const struct {
		uint32_t op;
		int res;
	} wrong[] = {
		{ _IOW('X', 1, uint32_t), -EINVAL },
		{ _IOW('X', 1, struct exercise_sum16), -EINVAL },
		{ _IOR('X', 1, struct exercise_echo), -EINVAL },
		{ _IO('X', 1), -EINVAL },
		{ _IOW('X', 0, uint32_t), -EINVAL },
		{ _IOW('Y', 1, struct exercise_echo), -ENOTTY },
		{ _IO('X', 15), -ENOTTY },
		{ _IO('X', 255), -ENOTTY },
		{ 0, -ENOTTY },
		{ UINT32_MAX, -ENOTTY },
	};
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		expect(call(&ring, fd, wrong[i].op, NULL, 0), wrong[i].res);
	ring_close(&ring);
	close(fd);
}
