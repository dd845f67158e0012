// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cancelled command ends when the driver has stopped; a second cancel is too late.
 *
 * Classes: K5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

#define SLOW_MS	200

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(DEVICE);
	long long begin;
	struct ring ring;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_CANCEL, SLOW_MS, 0, 1);
	ring_await_counter(&ring, EXERCISE_LIVE, 1);
	begin = now_ms();
	expect(cancel(&ring, fd, 1, 0, UCMD_CANCEL_TAG), 1);
	expect(cancel(&ring, fd, 1, 0, UCMD_CANCEL_TAG), -EALREADY);
	expect(ring_result(&ring, 1), -ECANCELED);
	expect_below(SLOW_MS / 4, now_ms() - begin);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
	ring_close(&ring);
	close(fd);
}
