// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command that waits to be started is cancelled where it waits; one that the driver
 * has is asked back, not before .start has returned, and the next has its place.
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define START_MS	200

/* In its context the next command starts, slowly. */
static void releaser(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	child_ready();
	expect(release(&ring, fd, 1, 11), 1);
	ring_close(&ring);
}

void case_run(const struct config *config)
{
	unsigned int early = counter(EXERCISE_EARLY_CANCELS);
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE);
	struct ring ring;
	pid_t pid;

	ring_open(&ring, config);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, START_MS, 0, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 3);
	ring_await_counter(&ring, EXERCISE_LIVE, 3);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_HANDLER, 0, 44, 4);
	ring_await_counter(&ring, EXERCISE_LIVE, 4);

	expect(cancel(&ring, fd, 3, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(&ring, 3), -ECANCELED);
	expect(counter(EXERCISE_STARTS), starts + 1);

	pid = child_start(releaser, config);
	await_counter(EXERCISE_STARTS, starts + 2);
	expect(cancel(&ring, fd, 2, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(&ring, 2), -ECANCELED);
	expect(counter(EXERCISE_EARLY_CANCELS), early);
	expect(ring_result(&ring, 1), 11);
	expect(ring_result(&ring, 4), 44);
	expect(child_wait(pid), 0);
	ring_close(&ring);
	close(fd);
}
