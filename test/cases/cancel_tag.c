// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program cancels one command by its tag, whether it waits or is held.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(DEVICE), other = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_wait(&ring, fd, 0, 0, 2);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 3);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, 60000, 0, 4);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 7, 5);
	ring_await_counter(&ring, EXERCISE_LIVE, 5);

	expect(cancel(&ring, fd, 2, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(&ring, 2), -ECANCELED);
	expect(counter(EXERCISE_CANCELS), cancels);
	expect(cancel(&ring, fd, 3, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(&ring, 3), -ECANCELED);
	expect(cancel(&ring, fd, 4, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(&ring, 4), -ECANCELED);
	expect(counter(EXERCISE_CANCELS), cancels + 2);

	/* over; of another file; what the driver cannot be asked about */
	expect(cancel(&ring, fd, 2, 0, UCMD_CANCEL_TAG), -ENOENT);
	expect(cancel(&ring, fd, 99, 0, UCMD_CANCEL_TAG), -ENOENT);
	expect(cancel(&ring, other, 1, 0, UCMD_CANCEL_TAG), -ENOENT);
	expect(cancel(&ring, fd, 5, 0, UCMD_CANCEL_TAG), -EALREADY);

	/* the tag counts, the op counts */
	expect(cancel(&ring, fd, 1, EXERCISE_HOLD, UCMD_CANCEL_TAG | UCMD_CANCEL_OP), -ENOENT);
	expect(cancel(&ring, fd, 1, EXERCISE_WAIT, UCMD_CANCEL_TAG | UCMD_CANCEL_OP), 1);
	expect(ring_result(&ring, 1), -ECANCELED);

	ring_pending(&ring, 5);
	expect(release(&ring, fd, 0, 7), 1);
	expect(ring_result(&ring, 5), 7);
	ring_close(&ring);
	close(other);
	close(fd);
}
