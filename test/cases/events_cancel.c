// SPDX-License-Identifier: GPL-2.0-only
/*
 * UCMD_CANCEL ends a multishot command once, also amid events; so do its deadline, an error
 * of .fill and the driver.  IORING_OP_ASYNC_CANCEL does not reach it, nor harms it.
 *
 * Classes: B3 K2 K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define BUFFERS	64

static int async_cancel(struct ring *ring, uint64_t target)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ring->io);

	io_uring_prep_cancel64(sqe, target, 0);
	sqe->user_data = 99;
	ring_submit(ring);
	return events_next(ring, 99).res;
}

/* Events, in whatever number, then the end, with @res. */
static void events_then(struct ring *ring, uint64_t id, struct provided *of, int res)
{
	struct done done;

	while ((done = events_next(ring, id)).flags & IORING_CQE_F_MORE)
		provided_give(of, done.flags >> IORING_CQE_BUFFER_SHIFT);
	expect(done.res, res);
}

static void begin(struct ring *ring, int fd, uint32_t op, unsigned int n, uint64_t id)
{
	events_start(ring, fd, op, EXERCISE_FROM_HANDLER, n, id);
	await_counter(EXERCISE_LIVE, 1);
}

void case_run(const struct config *config)
{
	unsigned int cancels = counter(EXERCISE_CANCELS), i;
	struct provided provided;
	int fd = events_open();
	uint64_t id = 1;
	struct ring ring;

	ring_open(&ring, config);
	provided_open(&provided, &ring, BUFFERS, BUFFERS);

	begin(&ring, fd, EXERCISE_EVENTS, 2, id);
	expect(async_cancel(&ring, id), -ENOENT);
	provided_give(&provided, events_expect(&ring, id, &provided, 1));
	provided_give(&provided, events_expect(&ring, id, &provided, 2));
	expect(cancel(&ring, fd, id, 0, UCMD_CANCEL_TAG), 1);
	events_end(&ring, id, -ECANCELED);
	expect(counter(EXERCISE_CANCELS), ++cancels);
	expect(cancel(&ring, fd, id, 0, UCMD_CANCEL_TAG), -ENOENT);

	for (i = 0; i < 10; i++) {
		begin(&ring, fd, EXERCISE_EVENTS, 3, ++id);
		expect(events_emit(&ring, fd, id, 3, EXERCISE_EMIT_ON, 0), 1);
		expect(cancel(&ring, fd, id, 0, UCMD_CANCEL_TAG), 1);
		events_then(&ring, id, &provided, -ECANCELED);
	}

	begin(&ring, fd, EXERCISE_EVENTS_LIMITED, 1, ++id);
	events_then(&ring, id, &provided, -ETIMEDOUT);

	begin(&ring, fd, EXERCISE_EVENTS, 1, ++id);
	expect(events_emit(&ring, fd, id, 1, EXERCISE_EMIT_FAIL, -EMEDIUMTYPE), 1);
	events_then(&ring, id, &provided, -EMEDIUMTYPE);

	begin(&ring, fd, EXERCISE_EVENTS, 1, ++id);
	expect(events_emit(&ring, fd, id, 1, EXERCISE_EMIT_COMPLETE, 77), 1);
	events_then(&ring, id, &provided, 77);

	/* a bug of the driver's, which would be a completion that lies */
	expect_log(".fill says 65 bytes of a buffer of 64");
	begin(&ring, fd, EXERCISE_EVENTS, 1, ++id);
	expect(events_emit(&ring, fd, id, 0, EXERCISE_EMIT_TOO_MUCH, 0), 1);
	events_then(&ring, id, &provided, -EIO);
	ring_close(&ring);
	events_close(fd);
}
