// SPDX-License-Identifier: GPL-2.0-only
/* A link runs in order and ends at a failure; a hard link goes on. */
#include "check.h"

/* The head of each chain is a read that the test feeds: 1, or too short and so a failure */
static void chain(struct libucmd *h, struct feed *feed, unsigned int sqe_flag)
{
	feed_queue(h, feed, sqe_flag, 1);
	CHECK_EQ("prep", libucmd_prep(h, 0, NULL, 0, LIBUCMD_LINK, 2), 0);
	CHECK_EQ("prep", libucmd_prep(h, 0, NULL, 0, 0, 3), 0);
}

static void expect(struct libucmd *h, uint64_t tag, int res)
{
	struct libucmd_cqe cqe;

	CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
	CHECK_EQ("tag", cqe.tag, tag);
	CHECK_EQ("result", cqe.res, res);
}

static void check_chains(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_null(opts);
	struct libucmd_cqe cqe;
	struct feed feed;

	feed_open(&feed);
	chain(h, &feed, IOSQE_IO_LINK);
	CHECK_EQ("waits for its head", libucmd_reap(h, &cqe, 1, 1, 20 * MSEC), -ETIME);
	feed_write(&feed);
	expect(h, 1, 1);
	expect(h, 2, 0);
	expect(h, 3, 0);

	close(feed.fds[1]);		/* from here on the read finds the end: too short */
	chain(h, &feed, IOSQE_IO_LINK);
	expect(h, 1, 0);
	expect(h, 2, -ECANCELED);
	expect(h, 3, -ECANCELED);

	chain(h, &feed, IOSQE_IO_HARDLINK);
	expect(h, 1, 0);
	expect(h, 2, 0);
	expect(h, 3, 0);

	/* a call may be the last of a chain */
	feed_queue(h, &feed, IOSQE_IO_LINK, 1);
	CHECK_EQ("call behind a failure", libucmd_call(h, 0, NULL, 0), -ECANCELED);
	expect(h, 1, 0);
	close(feed.fds[0]);
	libucmd_close(&h);
}

int main(void)
{
	const struct libucmd_opts *opts;

	need_null_commands();
	for_each_session(opts)
		if (opts->depth != 2)
			check_chains(opts);
	return 0;
}
