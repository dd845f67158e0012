// SPDX-License-Identifier: GPL-2.0-only
/* What waits for a paused device, or for room, ends when the device goes. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	struct ring ring;
	int fd;

	ring_open(&ring, config);
	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	expect(ioctl(fd, EXERCISE_PAUSE, 0), 0);
	start_wait(&ring, fd, 0, 0, 1);
	start(&ring, fd, EXERCISE_NOP, NULL, 0, 2);
	ring_pending(&ring, 2);
	expect(control(EXERCISE_PULL, 0), 0);
	expect(ring_result(&ring, 1), -ENODEV);
	expect(ring_result(&ring, 2), -ENODEV);
	expect(cancel(&ring, fd, 0, 0, 0), -ENODEV);
	ring_close(&ring);
	close(fd);
}
