// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is linked behind a pending command starts when that succeeds, and not if it fails.
 *
 * Classes: R5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

static void start_chain(struct ring *ring, int fd, uint64_t id)
{
	struct exercise_hold hold = { .how = EXERCISE_FROM_RELEASE, .tag = id };
	struct exercise_echo echo = { .res = 7 };

	ring_prep(ring, fd, EXERCISE_HOLD, &hold, sizeof(hold), id)->flags |= IOSQE_IO_LINK;
	ring_prep(ring, fd, EXERCISE_ECHO, &echo, sizeof(echo), id + 1);
	ring_submit(ring);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_chain(&ring, fd, 10);
	start_chain(&ring, fd, 20);
	await_counter(EXERCISE_LIVE, 2);
	ring_pending(&ring, 11);
	/* a positive result is a success */
	expect(release(&ring, fd, 10, 5), 1);
	expect(ring_result(&ring, 10), 5);
	expect(ring_result(&ring, 11), 7);
	expect(release(&ring, fd, 20, -EIO), 1);
	expect(ring_result(&ring, 20), -EIO);
	expect(ring_result(&ring, 21), -ECANCELED);
	ring_close(&ring);
	close(fd);
}
