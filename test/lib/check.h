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

/*
 * A session on /dev/null, which completes any command at once with 0. Kernels
 * before 6.2 do not answer there: a test then needs another device.
 */
static inline struct libucmd *open_null(const struct libucmd_opts *opts)
{
	struct libucmd *h;
	int ret = libucmd_open(&h, "null", opts);

	if (ret == -ENOSYS || ret == -EPERM)
		SKIP("no io_uring here");
	CHECK_EQ("open /dev/null", ret, 0);
	return h;
}

static inline void need_null_commands(void)
{
	struct libucmd *h = open_null(NULL);
	int ret = libucmd_call(h, 0, NULL, 0);

	libucmd_close(&h);
	if (ret == -EOPNOTSUPP)
		SKIP("/dev/null does not answer commands on this kernel");
	CHECK_EQ("a command to /dev/null", ret, 0);
}

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

#define for_each_session(opts)							\
	for (size_t i_ = 0; i_ < sizeof(sessions) / sizeof(sessions[0]) &&	\
	     (opts = &sessions[i_].opts, check_case = sessions[i_].name, 1); i_++)

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
