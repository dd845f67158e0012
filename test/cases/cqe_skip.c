// SPDX-License-Identifier: GPL-2.0-only
/*
 * IOSQE_CQE_SKIP_SUCCESS hides a success, positive ones too, and no failure.
 *
 * Classes: R5
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

static void start_skip(struct ring *ring, int fd, uint32_t op, const void *args,
		       size_t size, uint64_t id)
{
	ring_prep(ring, fd, op, args, size, id)->flags |= IOSQE_CQE_SKIP_SUCCESS;
	ring_submit(ring);
}

void case_run(const struct config *config)
{
	static const int hidden[] = { 0, 1, 4711 };
	struct exercise_echo args;
	unsigned int completed = counter(EXERCISE_COMPLETED);
	struct exercise_hold hold = { .how = EXERCISE_FROM_TIMER };
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	for (i = 0; i < ARRAY_SIZE(hidden); i++) {
		args = (struct exercise_echo){ .res = hidden[i] };
		start_skip(&ring, fd, EXERCISE_ECHO, &args, sizeof(args), i);
		hold.res = hidden[i];
		start_skip(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold), 10 + i);
	}
	/* first: none is live before a worker has begun, either */
	ring_await_counter(&ring, EXERCISE_COMPLETED, completed + ARRAY_SIZE(hidden));
	ring_await_counter(&ring, EXERCISE_LIVE, 0);
	expect(ring_reap(&ring, NEVER_MS), 0);

	args = (struct exercise_echo){ .res = -EIO };
	start_skip(&ring, fd, EXERCISE_ECHO, &args, sizeof(args), 20);
	expect(ring_result(&ring, 20), -EIO);
	hold.res = -EIO;
	start_skip(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold), 21);
	expect(ring_result(&ring, 21), -EIO);
	ring_close(&ring);
	close(fd);
}
