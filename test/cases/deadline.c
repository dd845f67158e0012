// SPDX-License-Identifier: GPL-2.0-only
/*
 * A deadline, of the command or of its op, ends it with -ETIMEDOUT, not before.
 *
 * Classes: K11
 */
#include <string.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

/*
 * On a machine that has much else to do the guest's jiffies are behind, now and
 * then, and then catch up: what counts is that nothing ends at once.
 */
#define LIMIT_MS	300
#define EARLY_MS	100

static void start_limited(struct ring *ring, int fd, uint32_t op, unsigned int how,
			  unsigned int ms, uint64_t id)
{
	struct exercise_hold args = { .how = how, .ms = 60000 };
	struct io_uring_sqe *sqe = ring_prep(ring, fd, op, &args, sizeof(args), id);

	sqe->len = ms;
	ring_submit(ring);
}

static void start_wait_limited(struct ring *ring, int fd, uint32_t op,
			       unsigned int ms, uint64_t id)
{
	struct exercise_wait args = { };
	struct io_uring_sqe *sqe = ring_prep(ring, fd, op, &args, sizeof(args), id);

	sqe->len = ms;
	ring_submit(ring);
}

void case_run(const struct config *config)
{
	/* 6.1 keeps of a deferred command's entry the arguments alone */
	bool unseen = !strncmp(kernel_release(), "6.1.", 4) && config->with == WITH_ASYNC;
	unsigned int cancels = counter(EXERCISE_CANCELS);
	int fd = device_open(DEVICE);
	long long begin = now_ms();
	struct ring ring;

	ring_open(&ring, config);
	start_wait_limited(&ring, fd, EXERCISE_WAIT_LIMITED, 0, 1);
	start_wait_limited(&ring, fd, EXERCISE_WAIT_LIMITED, 60000, 2);
	if (!unseen) {
		start_wait_limited(&ring, fd, EXERCISE_WAIT, LIMIT_MS, 3);
		start_limited(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, LIMIT_MS, 4);
		start_limited(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_TIMER, LIMIT_MS, 5);
		start_limited(&ring, fd, EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE,
			      LIMIT_MS, 6);
		expect(ring_result(&ring, 3), -ETIMEDOUT);
		expect_below(EARLY_MS, now_ms() - begin);
		expect(ring_result(&ring, 4), -ETIMEDOUT);
		expect(ring_result(&ring, 5), -ETIMEDOUT);
		expect(counter(EXERCISE_CANCELS), cancels + 2);
		/* parted: the driver goes on alone */
		expect(ring_result(&ring, 6), -ETIMEDOUT);
		expect(release(&ring, fd, 0, 0), 1);
	}
	expect(ring_result(&ring, 1), -ETIMEDOUT);
	expect(ring_result(&ring, 2), -ETIMEDOUT);
	ring_close(&ring);
	close(fd);
}
