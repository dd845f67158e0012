// SPDX-License-Identifier: GPL-2.0-only
/*
 * A multishot op is refused without the flags that go with it, on a ring that polls and
 * through ioctl(2); answered at once it gives one completion.
 *
 * Classes: B3 R6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

static void refuse_ioctl(int fd, struct exercise_emit *args)
{
	struct ucmd_call call = {
		.op = EXERCISE_EVENTS, .args = (uintptr_t)args, .args_size = sizeof(*args),
	};

	expect_errno(ioctl(fd, EXERCISE_EVENTS, args), EOPNOTSUPP);
	expect_errno(ioctl(fd, UCMD_CALL, &call), EOPNOTSUPP);
}

static void refuse_polling(const struct config *config, int fd, const struct exercise_emit *args)
{
	struct config polling = *config;
	struct ring ring;

	if (config->ring != RING_DEFAULT || config->with)
		return;
	polling.setup |= IORING_SETUP_IOPOLL;
	ring_open(&ring, &polling);
	events_prep(&ring, fd, EXERCISE_EVENTS, args, 1);
	ring_submit(&ring);
	expect(ring_result(&ring, 1), -EOPNOTSUPP);
	ring_close(&ring);
}

void case_run(const struct config *config)
{
	struct exercise_emit args = { .then = EXERCISE_EMIT_COMPLETE, .res = 5 };
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	struct io_uring_sqe *sqe;
	struct ring ring;
	int fd = events_open();

	ring_open(&ring, config);
	/* neither */
	expect(call(&ring, fd, EXERCISE_EVENTS, &args, sizeof(args)), -EINVAL);
	/* buffers alone, which the core refuses; multishot alone, likewise */
	sqe = events_prep(&ring, fd, EXERCISE_EVENTS, &args, 1);
	sqe->rw_flags = 0;
	ring_submit(&ring);
	expect_below(ring_result(&ring, 1), 0);
	sqe = events_prep(&ring, fd, EXERCISE_EVENTS, &args, 2);
	sqe->flags &= ~IOSQE_BUFFER_SELECT;
	ring_submit(&ring);
	expect(ring_result(&ring, 2), -EINVAL);
	/* an event that is skipped would be lost */
	sqe = events_prep(&ring, fd, EXERCISE_EVENTS, &args, 3);
	sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
	ring_submit(&ring);
	expect(ring_result(&ring, 3), -EINVAL);
	/* an op that is not */
	events_prep(&ring, fd, EXERCISE_EMIT, &args, 4);
	ring_submit(&ring);
	expect(ring_result(&ring, 4), -EINVAL);
	/* and so is the framework's own */
	events_prep(&ring, fd, UCMD_CANCEL, &(struct exercise_emit){ }, 5);
	ring_submit(&ring);
	expect(ring_result(&ring, 5), -EINVAL);
	refuse_ioctl(fd, &args);
	refuse_polling(config, fd, &args);
	expect(counter(EXERCISE_HANDLERS), handlers);

	/* where a result that is returned does not end it, as on 6.18, this is posted */
	events_prep(&ring, fd, EXERCISE_EVENTS, &args, 6);
	ring_submit(&ring);
	expect(ring_result(&ring, 6), 5);
	args.res = -EAGAIN;
	events_prep(&ring, fd, EXERCISE_EVENTS, &args, 7);
	ring_submit(&ring);
	expect(ring_result(&ring, 7), -EAGAIN);
	ring_close(&ring);
	events_close(fd);
}
