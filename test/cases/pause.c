// SPDX-License-Identifier: GPL-2.0-only
/* No handler runs on a paused device; what comes waits, and is handled on resume. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 5, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	expect(control(EXERCISE_PAUSE, 0), 0);
	expect(control(EXERCISE_PAUSE, 0), 0);

	start(&ring, fd, EXERCISE_NOP, NULL, 0, 3);
	start_wait(&ring, fd, 0, 0, 4);
	ring_pending(&ring, 3);
	expect(control(EXERCISE_RESUME, 0), 0);
	ring_pending(&ring, 3);
	expect(counter(EXERCISE_HANDLERS), handlers + 2);
	/* what is pending can be completed all the same */
	expect(control(EXERCISE_RELEASE_ALL, 0), 1);
	expect(ring_result(&ring, 2), -EINTR);
	ring_pending(&ring, 1);

	expect(control(EXERCISE_RESUME, 0), 0);
	expect(ring_result(&ring, 3), 0);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 8), 2);
	ring_result(&ring, 1);
	ring_result(&ring, 4);
	ring_close(&ring);
	close(fd);
}
