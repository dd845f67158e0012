// SPDX-License-Identifier: GPL-2.0-only
/*
 * A cancel does not wait behind a chain, whether that is unfinished, sent, or the
 * program's own: what it is to end may be in it. Nor is the chain cut before its
 * last command.
 */
#include "pending.h"

/* Return: tag 1 waits, tag 2 is linked behind it, and the next would be. */
static struct libucmd *open_chain(const struct libucmd_opts *opts, unsigned int link)
{
	struct libucmd *h = open_exercise(opts);

	prep_wait(h, link, 1);
	prep_nop(h, link, 2);
	return h;
}

static void check_unfinished(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_chain(opts, LIBUCMD_LINK);

	CHECK_EQ("cancel", libucmd_cancel(h, 1), 1);
	expect(h, 1, -ECANCELED);
	expect(h, 2, -ECANCELED);
	prep_nop(h, 0, 3);
	expect(h, 3, 0);
	libucmd_close(&h);

	h = open_chain(opts, LIBUCMD_HARDLINK);
	CHECK_EQ("cancel, hard link", libucmd_cancel(h, 1), 1);
	expect(h, 1, -ECANCELED);
	expect(h, 2, 0);
	libucmd_close(&h);
}

/* A submitting thread may read both at once. */
static void check_sent(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);
	int i;

	for (i = 0; i < 20; i++) {
		prep_wait(h, LIBUCMD_LINK, 1);
		CHECK_EQ("submit", libucmd_submit(h), 0);
		CHECK_EQ("cancel", libucmd_cancel(h, 1), 1);
		expect(h, 1, -ECANCELED);
	}
	libucmd_close(&h);
}

static void check_own_request(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);
	struct feed feed;

	feed_open(&feed);
	prep_wait(h, 0, 1);
	feed_queue(h, &feed, IOSQE_IO_LINK, 2);
	CHECK_EQ("cancel", libucmd_cancel(h, 1), 1);
	expect(h, 1, -ECANCELED);
	expect_nothing(h);
	feed_write(&feed);
	expect(h, 2, 1);
	libucmd_close(&h);
	feed_close(&feed);
}

static void check_chains(const struct libucmd_opts *opts)
{
	check_unfinished(opts);
	check_sent(opts);
	check_own_request(opts);
}

int main(void)
{
	each_pending(check_chains);
	return 0;
}
