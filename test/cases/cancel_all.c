// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program cancels all commands of an op, or of an open file, and no others.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), other = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < 8; i++)
		start_wait(&ring, fd, 0, 0, 10 + i);
	for (i = 0; i < 4; i++)
		start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 20 + i);
	start_wait(&ring, other, 0, 0, 30);
	ring_await_counter(&ring, EXERCISE_LIVE, 13);

	expect(cancel(&ring, fd, 0, EXERCISE_HOLD, UCMD_CANCEL_OP), 4);
	for (i = 0; i < 4; i++)
		expect(ring_result(&ring, 20 + i), -ECANCELED);
	expect(cancel(&ring, fd, 0, 0, 0), 8);
	for (i = 0; i < 8; i++)
		expect(ring_result(&ring, 10 + i), -ECANCELED);
	expect(cancel(&ring, fd, 0, 0, 0), -ENOENT);
	ring_pending(&ring, 30);
	expect(cancel(&ring, other, 0, 0, 0), 1);
	expect(ring_result(&ring, 30), -ECANCELED);

	/* what no flag speaks of must be zero */
	expect(cancel(&ring, fd, 1, 0, 0), -EINVAL);
	expect(cancel(&ring, fd, 0, 1, 0), -EINVAL);
	expect(cancel(&ring, fd, 0, 0, 1 << 2), -EINVAL);
	ring_close(&ring);
	close(other);
	close(fd);
}
