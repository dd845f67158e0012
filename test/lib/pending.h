/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How does a libucmd test leave commands pending, and see how they end?
 *
 * On /dev/exercise: commands that wait, that the driver holds and can stop, and
 * that it holds and cannot stop.
 */
#ifndef PENDING_H
#define PENDING_H

#include "check.h"
#include "../drivers/exercise.h"

#define LONG_ENOUGH	(20000 * MSEC)

static inline void prep(struct libucmd *h, uint32_t op, const void *args, size_t len,
			unsigned int flags, uint64_t tag)
{
	int ret = libucmd_prep(h, op, args, len, flags, tag);

	if (ret == -EAGAIN) {
		CHECK_EQ("submit", libucmd_submit(h), 0);
		ret = libucmd_prep(h, op, args, len, flags, tag);
	}
	CHECK_EQ("prep", ret, 0);
}

static inline void prep_wait(struct libucmd *h, unsigned int flags, uint64_t tag)
{
	struct exercise_wait args = { .queue = 0 };

	prep(h, EXERCISE_WAIT, &args, sizeof(args), flags, tag);
}

static inline void prep_nop(struct libucmd *h, unsigned int flags, uint64_t tag)
{
	prep(h, EXERCISE_NOP, NULL, 0, flags, tag);
}

/* @op: EXERCISE_HOLD, or EXERCISE_HOLD_STUBBORN which the driver cannot stop */
static inline void prep_hold(struct libucmd *h, uint32_t op, uint64_t tag)
{
	struct exercise_hold args = { .how = EXERCISE_FROM_RELEASE };

	prep(h, op, &args, sizeof(args), 0, tag);
}

/* Complete what is held. Return: how many there were. */
static inline int release(struct libucmd *h, int res)
{
	struct exercise_release args = { .res = res };

	return libucmd_call(h, EXERCISE_RELEASE, &args, sizeof(args));
}

/* Complete the commands that wait, of all sessions, with @res and more. */
static inline int take_waiting(struct libucmd *h, int res)
{
	struct exercise_take args = { .how = EXERCISE_TAKE_ALL, .res = res };

	return libucmd_call(h, EXERCISE_TAKE, &args, sizeof(args));
}

/* The next completion is that of @tag. */
static inline void expect(struct libucmd *h, uint64_t tag, int res)
{
	struct libucmd_cqe cqe;

	CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, LONG_ENOUGH), 1);
	CHECK_EQ("tag", cqe.tag, tag);
	CHECK_EQ("result", cqe.res, res);
}

/*
 * Those with tags from 0 to @count - 1 come next, all with @res. Completions that
 * come together may come in any order: 6.1 reverses them.
 */
static inline void expect_all(struct libucmd *h, unsigned int count, int res)
{
	unsigned int i, seen = 0;
	struct libucmd_cqe cqe;

	for (i = 0; i < count; i++) {
		CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, LONG_ENOUGH), 1);
		CHECK("a tag that is due", cqe.tag < count && !(seen & 1U << cqe.tag));
		CHECK_EQ("result", cqe.res, res);
		seen |= 1U << cqe.tag;
	}
}

static inline void expect_nothing(struct libucmd *h)
{
	struct libucmd_cqe cqe;

	CHECK_EQ("nothing else", libucmd_reap(h, &cqe, 1, 1, 20 * MSEC), -ETIME);
}

/* A call that is given up and waits on: nobody but the library knows its tag. */
static inline void late_wait(struct libucmd *h)
{
	struct exercise_wait args = { .queue = 0 };
	unsigned int late = libucmd_late(h);

	CHECK_EQ("call", libucmd_call_timeout(h, EXERCISE_WAIT, &args, sizeof(args), MSEC, NULL),
		 -ETIME);
	CHECK_EQ("late", libucmd_late(h), late + 1);
}

/* A thread of the kernel's may submit in its own time. */
static inline void send_all(struct libucmd *h)
{
	CHECK_EQ("submit", libucmd_submit(h), 0);
	while (io_uring_sq_ready(libucmd_ring(h)))
		usleep(100);
}

static inline struct libucmd *open_exercise(const struct libucmd_opts *opts)
{
	return open_dev("exercise", opts);
}

/* Run the test through each kind of session. */
static inline void each_pending(void (*test)(const struct libucmd_opts *opts))
{
	unsigned int i;

	if (access("/dev/exercise", F_OK))
		SKIP("the exercise driver is not loaded");
	for (i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++) {
		check_case = sessions[i].name;
		test(&sessions[i].opts);
	}
	check_case = "";
}

#endif /* PENDING_H */
