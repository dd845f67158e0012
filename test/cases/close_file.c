// SPDX-License-Identifier: GPL-2.0-only
/*
 * Closing the device's file ends nothing: commands sent through it stay as they are.
 *
 * Classes: L3 L4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int releases = counter(EXERCISE_RELEASES);
	int fd = device_open(DEVICE), other;
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	/* a file in the ring's table can still be sent commands */
	other = config->with == WITH_FIXED ? fd : device_open(DEVICE);
	close(fd);
	ring_pending(&ring, 1);
	ring_pending(&ring, 2);
	expect(counter(EXERCISE_RELEASES), releases);

	expect(take(&ring, other, 0, EXERCISE_TAKE_ALL, 0, 5), 1);
	expect(ring_result(&ring, 1), 5);
	expect(release(&ring, other, 0, 6), 1);
	expect(ring_result(&ring, 2), 6);
	if (config->with != WITH_FIXED) {
		await_counter(EXERCISE_RELEASES, releases + 1);
		close(other);
	}
	ring_close(&ring);
	await_counter(EXERCISE_RELEASES, releases + (config->with == WITH_FIXED ? 1 : 2));
}
