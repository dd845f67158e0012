// SPDX-License-Identifier: GPL-2.0-only
/*
 * Woken all the time, by hard interrupts and by others beside them, no event is lost, none
 * comes twice; more than one turn's worth of them, too.
 *
 * Classes: B3 K13
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define BUFFERS	128
#define EVENTS	1000

/* This program may be too slow, and run out of buffers: then it asks anew. */
static void events_take(struct ring *ring, int fd, struct provided *provided, uint64_t number)
{
	struct done done = events_next(ring, 1);
	unsigned int which = done.flags >> IORING_CQE_BUFFER_SHIFT;
	uint64_t found;

	while (!(done.flags & IORING_CQE_F_MORE)) {
		expect(done.res, -ENOBUFS);
		events_start(ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_IRQ, 1, 1);
		done = events_next(ring, 1);
		which = done.flags >> IORING_CQE_BUFFER_SHIFT;
	}
	memcpy(&found, provided->memory + which * 4096, sizeof(found));
	expect(found, number);
	provided_give(provided, which);
}

void case_run(const struct config *config)
{
	struct provided provided;
	int fd = events_open(), n;
	uint64_t number = 0;
	struct ring ring, other;
	struct done done;

	ring_open(&ring, config);
	ring_open(&other, config);
	provided_open(&provided, &ring, BUFFERS, BUFFERS);
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_IRQ, 100, 1);
	while (number < EVENTS)
		events_take(&ring, fd, &provided, ++number);
	n = cancel(&other, fd, 1, 0, UCMD_CANCEL_TAG);
	do {
		done = events_next(&ring, 1);
	} while (done.flags & IORING_CQE_F_MORE);
	if (n != 1 || done.res != -ECANCELED)
		expect(done.res, -ENOBUFS);
	ring_close(&ring);
	ring_close(&other);
	events_close(fd);
}
