// SPDX-License-Identifier: GPL-2.0-only
/*
 * Without a buffer a command ends with ENOBUFS, and no event is lost.  So it does with
 * EFAULT if there is no memory behind the buffer.
 *
 * Classes: B3
 */
#include <sys/mman.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS), i;
	const struct exercise_emit one = { .n = 1 };
	struct provided provided;
	int fd = events_open();
	uint64_t number = 0;
	struct ring ring;

	ring_open(&ring, config);
	provided_open(&provided, &ring, 4, 3);
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 5, 1);
	for (i = 0; i < 3; i++)
		expect(events_expect(&ring, 1, &provided, ++number), i);
	events_end(&ring, 1, -ENOBUFS);
	expect(counter(EXERCISE_CANCELS), cancels + 1);

	/* nor has a group that does not exist one */
	events_prep(&ring, fd, EXERCISE_EVENTS, &one, 2)->buf_group = 99;
	ring_submit(&ring);
	events_end(&ring, 2, -ENOBUFS);

	/* the rest, for the next */
	for (i = 0; i < 4; i++)
		provided_give(&provided, i);
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 0, 3);
	await_counter(EXERCISE_LIVE, 1);
	expect(events_emit(&ring, fd, 3, 0, EXERCISE_EMIT_END, 9), 1);
	for (i = 0; i < 3; i++)
		expect(events_expect(&ring, 3, &provided, ++number), i);
	events_end(&ring, 3, 9);

	/* the last buffer is not there */
	expect(munmap(provided.memory, 4 * 4096), 0);
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 1, 4);
	events_end(&ring, 4, -EFAULT);
	ring_close(&ring);
	events_close(fd);
}
