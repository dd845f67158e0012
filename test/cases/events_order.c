// SPDX-License-Identifier: GPL-2.0-only
/*
 * One command answers many times: each event once, in order, in the buffer that its
 * completion names; then the driver ends it.
 *
 * Classes: B3 R6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED | WITH_DRAIN;

#define BUFFERS	8
#define ROUNDS	50

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES), i;
	uint64_t number = 0;
	struct provided provided;
	struct ring ring, other;
	int fd = events_open();

	ring_open(&ring, config);
	ring_open(&other, config);
	provided_open(&provided, &ring, BUFFERS, BUFFERS);

	/* made by the handler */
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 3, 1);
	for (i = 0; i < 3; i++)
		provided_give(&provided, events_expect(&ring, 1, &provided, ++number));
	/* by others, some at a time */
	for (i = 0; i < ROUNDS; i++) {
		unsigned int n = i % (BUFFERS - 1) + 1;

		expect(events_emit(&other, fd, 1, n, EXERCISE_EMIT_ON, 0), 1);
		while (n--)
			provided_give(&provided, events_expect(&ring, 1, &provided, ++number));
	}
	expect(counter(EXERCISE_LIVE), 1);
	expect(counter(EXERCISE_FINISHES), finishes);

	/* what is there is given before .fill ends it; what is not positive is no event */
	expect(events_emit(&other, fd, 1, 2, EXERCISE_EMIT_END, 0), 1);
	events_expect(&ring, 1, &provided, ++number);
	events_expect(&ring, 1, &provided, ++number);
	events_end(&ring, 1, 0);
	await_counter(EXERCISE_FINISHES, finishes + 1);
	expect(events_emit(&other, fd, 1, 0, EXERCISE_EMIT_ON, 0), 0);
	ring_close(&ring);
	ring_close(&other);
	events_close(fd);
}
