// SPDX-License-Identifier: GPL-2.0-only
/*
 * A held command waits for as long as the driver likes, then has its result.
 *
 * Classes: L4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 2);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 3);
	await_counter(EXERCISE_LIVE, 3);
	ring_pending(&ring, 1);
	expect(release(&ring, fd, 2, 22), 1);
	expect(ring_result(&ring, 2), 22);
	expect(release(&ring, fd, 1, 11), 1);
	expect(ring_result(&ring, 1), 11);
	expect(release(&ring, fd, 3, -EIO), 1);
	expect(ring_result(&ring, 3), -EIO);
	expect(release(&ring, fd, 0, 1), 0);
	expect(counter(EXERCISE_CANCELS), cancels);
	ring_close(&ring);
	close(fd);
}
