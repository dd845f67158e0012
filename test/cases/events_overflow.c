// SPDX-License-Identifier: GPL-2.0-only
/*
 * When the completion queue is full the command ends, and its last completion is an event as
 * well: none is lost.
 *
 * Classes: B3
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define EVENTS	40

/* The events of one command, from @number on; the last is the end.  Return: how many. */
static unsigned int events_of_one(struct ring *ring, uint64_t id, const struct provided *of,
				  uint64_t number)
{
	struct done done;
	uint64_t found;
	unsigned int n = 0;

	do {
		done = events_next(ring, id);
		if (!(done.flags & IORING_CQE_F_MORE) && done.res == 77)
			return n;
		expect(done.res, 8);
		expect(done.flags & IORING_CQE_F_BUFFER, IORING_CQE_F_BUFFER);
		memcpy(&found, of->memory + (done.flags >> IORING_CQE_BUFFER_SHIFT) * 4096,
		       sizeof(found));
		expect(found, number + ++n);
	} while (done.flags & IORING_CQE_F_MORE);
	return n;
}

void case_run(const struct config *config)
{
	unsigned int ended = 0, cancels = counter(EXERCISE_CANCELS);
	struct provided provided;
	int fd = events_open();
	uint64_t number = 0, id = 1;
	struct ring ring, other;

	ring_open_sized(&ring, config, 4, 8);
	ring_open(&other, config);
	provided_open(&provided, &ring, 64, 64);
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, EVENTS, id);
	while (number < EVENTS) {
		/* all that there is room for, before any is taken: no wait that reaps */
		long long end = now_ms() + SOON_MS;

		while (io_uring_cq_ready(&ring.io) < 8 && counter(EXERCISE_LIVE) && now_ms() < end)
			io_uring_get_events(&ring.io);
		number += events_of_one(&ring, id, &provided, number);
		ended++;
		if (number < EVENTS) {
			events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 0, ++id);
			await_counter(EXERCISE_LIVE, 1);
			expect(events_emit(&other, fd, id, 0, EXERCISE_EMIT_END, 77), 1);
		}
	}
	expect(number, EVENTS);
	/* more than one ended for want of room: some had to be asked back */
	expect_below(1, ended);
	expect_below(cancels, counter(EXERCISE_CANCELS));
	ring_close(&ring);
	ring_close(&other);
	events_close(fd);
}
