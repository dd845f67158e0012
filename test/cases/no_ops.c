// SPDX-License-Identifier: GPL-2.0-only
/* A device without ops takes no commands, and is a file like any other. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

void case_run(const struct config *config)
{
	struct ring ring;
	int fd;

	expect(control(EXERCISE_PLUG, 1), 0);
	fd = device_open(PLUG_DEVICE);
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), -EOPNOTSUPP);
	expect(ioctl(fd, EXERCISE_ANSWER, 0), EXERCISE_IOCTL_ANSWER);
	ring_close(&ring);
	close(fd);
	expect(control(EXERCISE_PULL, 0), 0);
}
