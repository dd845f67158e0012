/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How does a libucmd test say what it expected and what it saw?
 *
 * A test is a program that shows one behaviour: exit 0 passed, 1 failed, 77
 * skipped. It stops at the first thing that is not as it should be.
 */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <liburing.h>

#include "libucmd.h"
#include "../../samples/hello/hello.h"

#define MSEC	1000000LL

/* What the table of sessions is on at present: part of every failure's message */
static const char *check_case = "";

#define CHECK(what, is_so) do {							\
	if (!(is_so)) {								\
		fprintf(stderr, "%s:%d: %s: expected: %s\n", __FILE__, __LINE__,\
			check_case, what);					\
		exit(1);							\
	}									\
} while (0)

#define CHECK_EQ(what, saw, expected) do {					\
	long long saw_ = (long long)(saw), expected_ = (long long)(expected);	\
										\
	if (saw_ != expected_) {						\
		fprintf(stderr, "%s:%d: %s: %s: expected %lld, saw %lld\n",	\
			__FILE__, __LINE__, check_case, what, expected_, saw_);	\
		exit(1);							\
	}									\
} while (0)

#define SKIP(why) do {								\
	fprintf(stderr, "skipped: %s\n", why);					\
	exit(77);								\
} while (0)

static inline int64_t check_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Something that answers a command without arguments with 0. */
struct target {
	const char *dev;
	uint32_t op;
	bool in_order;		/* the first command sent is the first one done */
};

static const struct target targets[] = {
	{ "null", 0, true },
	{ "hello", HELLO_GET, true },
	{ "hello", HELLO_GET_LATER, false },
};

/* The ring configurations that every test of the travel of commands goes through */
struct session_case {
	const char *name;
	struct libucmd_opts opts;
};

#define SESSION(name_, ...) \
	{ .name = name_, .opts = { .size = sizeof(struct libucmd_opts), __VA_ARGS__ } }

static const struct session_case sessions[] = {
	SESSION("default", .flags = 0),
	SESSION("small entries", .flags = LIBUCMD_CQE16, .payload = 16),
	SESSION("small payload, two results", .payload = 16),
	SESSION("large payload, one result", .flags = LIBUCMD_CQE16),
	SESSION("plain descriptor", .flags = LIBUCMD_PLAIN_FD),
	SESSION("kernel thread submits", .flags = LIBUCMD_SQPOLL, .sq_idle_ms = 10),
	SESSION("kernel thread, plain descriptor", .flags = LIBUCMD_SQPOLL | LIBUCMD_PLAIN_FD),
	SESSION("shallow", .depth = 2, .inflight = 2),
};

static inline struct libucmd *open_dev(const char *dev, const struct libucmd_opts *opts)
{
	struct libucmd *h;
	int ret = libucmd_open(&h, dev, opts);

	if (ret == -ENOSYS || ret == -EPERM)
		SKIP("no io_uring here");
	if (ret)
		fprintf(stderr, "open %s: %s\n", dev, strerror(-ret));
	CHECK_EQ("open", ret, 0);
	return h;
}

static inline struct libucmd *open_null(const struct libucmd_opts *opts)
{
	return open_dev("null", opts);
}

static inline bool answers(const struct target *target)
{
	struct libucmd *h;
	int ret;

	if (libucmd_open(&h, target->dev, NULL))
		return false;
	ret = libucmd_call(h, target->op, NULL, 0);
	libucmd_close(&h);
	return !ret;
}

/* Run the test on each target that is there, through each kind of session. */
static inline void each_session(bool in_order,
				void (*test)(const struct target *target,
					     const struct libucmd_opts *opts))
{
	unsigned int t, s, n = 0;
	char name[200];

	for (t = 0; t < sizeof(targets) / sizeof(targets[0]); t++) {
		if ((in_order && !targets[t].in_order) || !answers(&targets[t]))
			continue;
		for (s = 0; s < sizeof(sessions) / sizeof(sessions[0]); s++) {
			snprintf(name, sizeof(name), "%s, op %#x, %s", targets[t].dev,
				 targets[t].op, sessions[s].name);
			check_case = name;
			test(&targets[t], &sessions[s].opts);
			n++;
		}
	}
	check_case = "";
	if (!n)
		SKIP("neither /dev/null nor the hello sample answers commands here");
}

static inline void need_null_commands(void)
{
	if (!answers(&targets[0]))
		SKIP("/dev/null does not answer commands here");
}

/* A read of an empty pipe: a request that stays pending until the test feeds it */
struct feed {
	int fds[2];
	char byte;
};

static inline void feed_open(struct feed *feed)
{
	CHECK_EQ("pipe", pipe(feed->fds), 0);
}

static inline void feed_close(struct feed *feed)
{
	close(feed->fds[0]);
	close(feed->fds[1]);
}

static inline void feed_write(struct feed *feed)
{
	CHECK_EQ("write to pipe", write(feed->fds[1], "x", 1), 1);
}

static inline void feed_queue(struct libucmd *h, struct feed *feed, unsigned int sqe_flags,
			      uint64_t tag)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(libucmd_ring(h));

	CHECK("room in the queue", sqe);
	io_uring_prep_read(sqe, feed->fds[0], &feed->byte, 1, 0);
	sqe->flags |= sqe_flags;
	sqe->user_data = tag;
}

#endif /* CHECK_H */
