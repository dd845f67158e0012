// SPDX-License-Identifier: GPL-2.0-only
/*
 * However a command ends, the room it had is there for the next.
 *
 * Classes: B5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK;

/* Commands one after the other, far more than a device has room for. */
#define COMMANDS	(3 * EXERCISE_SMALL_DEPTH)

static void end_at_once(struct ring *ring, int fd)
{
	struct exercise_wait args = { .queue = EXERCISE_QUEUES };
	int i;

	for (i = 0; i < COMMANDS; i++)
		expect(call(ring, fd, EXERCISE_WAIT, &args, sizeof(args)), -EINVAL);
}

static void end_held(struct ring *ring, int fd)
{
	int i;

	for (i = 0; i < COMMANDS; i++) {
		struct exercise_hold args = { .how = i % 4, .res = 1 };

		expect(call(ring, fd, EXERCISE_HOLD, &args, sizeof(args)), 1);
	}
}

/* The ring goes, with a queued, a held, and a stubborn command. */
static void end_with_ring(const struct config *config, int fd)
{
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	start_hold(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 0, 3);
	ring_await_counter(&ring, EXERCISE_LIVE, 3);
	io_uring_queue_exit(&ring.io);
	free(ring.done);
	await_counter(EXERCISE_LIVE, 1);
	expect(control(EXERCISE_RELEASE_ALL, 0), 1);
}

static void fill(struct ring *ring, int fd)
{
	int i;

	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		start_wait(ring, fd, 0, 0, i);
	ring_await_counter(ring, EXERCISE_LIVE, EXERCISE_SMALL_DEPTH);
	expect(take(ring, fd, 0, EXERCISE_TAKE_ALL, 0, 0), EXERCISE_SMALL_DEPTH);
	for (i = 0; i < EXERCISE_SMALL_DEPTH; i++)
		expect_below(-1, ring_result(ring, i));
}

void case_run(const struct config *config)
{
	int fd = device_open(SMALL_DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < 3; i++) {
		end_at_once(&ring, fd);
		end_held(&ring, fd);
		end_with_ring(config, fd);
	}
	/* the slot of the last may be on its way for a moment yet */
	sleep_ms(NEVER_MS);
	fill(&ring, fd);
	ring_close(&ring);
	close(fd);
}
