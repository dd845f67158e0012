// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command whose result the program has is over: to cancel it finds nothing, though
 * its handler has not returned, and the framework still has the command for it.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_BIG | RING_DEFER | RING_SQPOLL | WITH_FIXED;

#define ASLEEP_MS	(400 * patience())

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), err;
	struct ring ring;
	long long end;

	ring_open(&ring, config);
	start_hold(&ring, fd, EXERCISE_HOLD_ASLEEP, EXERCISE_FROM_RELEASE, ASLEEP_MS, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	end = now_ms() + ASLEEP_MS;
	/* counted by the handler, which has not held it yet */
	while (!release(&ring, fd, 0, 7))
		expect_below(now_ms(), end);
	expect(ring_result(&ring, 1), 7);
	err = cancel(&ring, fd, 1, 0, UCMD_CANCEL_TAG);
	/* otherwise the handler had returned, perhaps, and nothing was shown */
	expect_below(now_ms(), end);
	expect(err, -ENOENT);
	ring_close(&ring);
	close(fd);
}
