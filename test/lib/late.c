// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call that runs out of time ends on time, and its completion is dropped.
 *
 * The command is linked behind a read of an empty pipe, so it stays in flight
 * until the test writes to the pipe.
 */
#include "check.h"

#define READ_TAG	7

static void call_runs_late(struct libucmd *h, uint32_t op, struct feed *feed, int64_t timeout)
{
	int64_t start, took;

	feed_queue(h, feed, IOSQE_IO_LINK, READ_TAG);
	start = check_now();
	CHECK_EQ("call", libucmd_call_timeout(h, op, NULL, 0, timeout, NULL), -ETIME);
	took = check_now() - start;
	CHECK("waited as long as it was told", took >= timeout);
	CHECK("not seconds longer", took < (timeout > 0 ? timeout : 0) + 4000 * MSEC);
}

/* What comes out of the ring: the read, and nothing of the call. */
static void reap_reads(struct libucmd *h, unsigned int reads)
{
	int64_t start = check_now();
	struct libucmd_cqe cqe;
	unsigned int i;

	for (i = 0; i < reads; i++) {
		CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
		CHECK_EQ("tag", cqe.tag, READ_TAG);
		CHECK_EQ("result", cqe.res, 1);
	}
	while (libucmd_late(h) && check_now() - start < 5000 * MSEC)
		CHECK_EQ("nothing else", libucmd_reap(h, &cqe, 1, 1, 10 * MSEC), -ETIME);
	CHECK_EQ("late", libucmd_late(h), 0);
	CHECK_EQ("nothing else", libucmd_reap(h, &cqe, 1, 1, 10 * MSEC), -ETIME);
}

static void check_one(const struct target *target, const struct libucmd_opts *opts,
		      int64_t timeout)
{
	struct libucmd *h = open_dev(target->dev, opts);
	struct feed feed;

	feed_open(&feed);
	call_runs_late(h, target->op, &feed, timeout);
	CHECK_EQ("late", libucmd_late(h), 1);
	CHECK_EQ("another call", libucmd_call(h, target->op, NULL, 0), 0);
	CHECK_EQ("late after another call", libucmd_late(h), 1);
	feed_write(&feed);
	reap_reads(h, 1);
	CHECK_EQ("another call", libucmd_call(h, target->op, NULL, 0), 0);
	libucmd_close(&h);
	feed_close(&feed);
}

/* Late completions that come during another call are dropped there. */
static void check_several(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev(target->dev, opts);
	struct feed feeds[5];
	unsigned int i;

	for (i = 0; i < 5; i++) {
		feed_open(&feeds[i]);
		call_runs_late(h, target->op, &feeds[i], 2 * MSEC);
	}
	CHECK_EQ("late", libucmd_late(h), 5);
	for (i = 0; i < 3; i++)
		feed_write(&feeds[i]);
	while (libucmd_late(h) > 2)
		CHECK_EQ("call", libucmd_call(h, target->op, NULL, 0), 0);
	CHECK_EQ("late", libucmd_late(h), 2);
	for (; i < 5; i++)
		feed_write(&feeds[i]);
	reap_reads(h, 5);
	libucmd_close(&h);
	for (i = 0; i < 5; i++)
		feed_close(&feeds[i]);
}

static void check_late(const struct target *target, const struct libucmd_opts *opts)
{
	check_one(target, opts, 30 * MSEC);
	check_one(target, opts, 0);
	check_one(target, opts, -1000);
	check_several(target, opts);
}

int main(void)
{
	each_session(false, check_late);
	return 0;
}
