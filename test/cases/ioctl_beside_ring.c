// SPDX-License-Identifier: GPL-2.0-only
/* A completion for the ring of a thread does not interrupt its command in ioctl(2). */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER | RING_SQPOLL | RING_COOP;

enum { RING_ID = 1, RING_RESULT = 5, IOCTL_RESULT = 6 };

void case_run(const struct config *config)
{
	struct exercise_hold args = {
		.how = EXERCISE_FROM_TIMER, .ms = 400, .res = IOCTL_RESULT,
	};
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 50, RING_RESULT, RING_ID);
	ring_taken(&ring);
	expect(ioctl(fd, EXERCISE_HOLD, &args), IOCTL_RESULT);
	expect(ring_result(&ring, RING_ID), RING_RESULT);
	ring_close(&ring);
}
