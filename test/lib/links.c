// SPDX-License-Identifier: GPL-2.0-only
/* A link runs in order and ends at a failure; a hard link goes on. */
#include "check.h"

/* The head of each chain is a read that the test feeds: 1, or too short and so a failure */
static void chain(struct libucmd *h, uint32_t op, struct feed *feed, unsigned int sqe_flag)
{
	feed_queue(h, feed, sqe_flag, 1);
	CHECK_EQ("prep", libucmd_prep(h, op, NULL, 0, LIBUCMD_LINK, 2), 0);
	CHECK_EQ("prep", libucmd_prep(h, op, NULL, 0, 0, 3), 0);
}

static void expect(struct libucmd *h, uint64_t tag, int res)
{
	struct libucmd_cqe cqe;

	CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
	CHECK_EQ("tag", cqe.tag, tag);
	CHECK_EQ("result", cqe.res, res);
}

static void check_chains(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd_cqe cqe;
	struct libucmd *h;
	struct feed feed;

	if (opts->depth == 2)
		return;		/* a chain must fit the queue */
	h = open_dev(target->dev, opts);
	feed_open(&feed);
	chain(h, target->op, &feed, IOSQE_IO_LINK);
	CHECK_EQ("waits for its head", libucmd_reap(h, &cqe, 1, 1, 20 * MSEC), -ETIME);
	feed_write(&feed);
	expect(h, 1, 1);
	expect(h, 2, 0);
	expect(h, 3, 0);

	close(feed.fds[1]);		/* from here on the read finds the end: too short */
	chain(h, target->op, &feed, IOSQE_IO_LINK);
	expect(h, 1, 0);
	expect(h, 2, -ECANCELED);
	expect(h, 3, -ECANCELED);

	chain(h, target->op, &feed, IOSQE_IO_HARDLINK);
	expect(h, 1, 0);
	expect(h, 2, 0);
	expect(h, 3, 0);

	/* a call may be the last of a chain */
	feed_queue(h, &feed, IOSQE_IO_LINK, 1);
	CHECK_EQ("call behind a failure", libucmd_call(h, target->op, NULL, 0), -ECANCELED);
	expect(h, 1, 0);
	close(feed.fds[0]);
	libucmd_close(&h);
}

int main(void)
{
	each_session(true, check_chains);
	return 0;
}
