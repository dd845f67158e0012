// SPDX-License-Identifier: GPL-2.0-only
/* Nothing starts on a paused device; once it is resumed, what waits does. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 1);
	start_serve(&ring, fd, EXERCISE_SERVED_FILE, EXERCISE_FROM_RELEASE, 0, 0, 2);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 2);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_HANDLER, 0, 33, 3);
	start_serve(&ring, fd, EXERCISE_SERVED_FILE, EXERCISE_FROM_IRQ, 0, 44, 4);
	ring_await_counter(&ring, EXERCISE_LIVE, 4);

	expect(control(EXERCISE_PAUSE, 0), 0);
	expect(control(EXERCISE_RELEASE_ALL, 0), 2);
	expect(ring_result(&ring, 1), -EINTR);
	expect(ring_result(&ring, 2), -EINTR);
	/* the driver has nothing, and gets nothing */
	expect(control(EXERCISE_DRAIN, 1000), 0);
	ring_pending(&ring, 3);
	expect(counter(EXERCISE_STARTS), starts + 2);

	expect(control(EXERCISE_RESUME, 0), 0);
	expect(ring_result(&ring, 3), 33);
	expect(ring_result(&ring, 4), 44);
	ring_close(&ring);
	close(fd);
}
