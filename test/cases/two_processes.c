// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two processes share a device: one's command completes the other's.
 *
 * Classes: C2
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

static void waiter(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	child_ready();
	expect(ring_result(&ring, 1), 99);
	expect(ring_result(&ring, 2), 88);
	ring_close(&ring);
}

void case_run(const struct config *config)
{
	pid_t pid = child_start(waiter, config);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ONE, 0, 99), 1);
	expect(release(&ring, fd, 0, 88), 1);
	expect(child_wait(pid), 0);
	ring_close(&ring);
	close(fd);
}
