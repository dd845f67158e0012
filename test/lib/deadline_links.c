// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linked commands have deadlines of their own, from when their turn comes; one
 * that passes ends a chain like any failure. Linux 6.1 copies only the arguments
 * of those behind a link and of LIBUCMD_ASYNC: they have no deadline there.
 */
#include "pending.h"

#define LIMIT	60	/* ms */

#ifndef IORING_FEAT_REG_REG_RING
#define IORING_FEAT_REG_REG_RING	(1U << 13)	/* 6.3 */
#endif

/* A command whose handler a kernel worker calls may not be there at once. */
static int cancel_when_there(struct libucmd *h, uint64_t tag)
{
	int64_t start = check_now();
	int ret;

	do {
		ret = libucmd_cancel(h, tag);
	} while (ret == -ENOENT && check_now() - start < LONG_ENOUGH && !usleep(1000));
	return ret;
}

static void expect_deadline(struct libucmd *h, uint64_t tag)
{
	struct libucmd_cqe cqe;

	if (libucmd_ring(h)->features & IORING_FEAT_REG_REG_RING) {
		expect(h, tag, -ETIMEDOUT);
		return;
	}
	CHECK_EQ("it has none", libucmd_reap(h, &cqe, 1, 1, 4 * LIMIT * MSEC), -ETIME);
	CHECK_EQ("cancel", cancel_when_there(h, tag), 1);
	expect(h, tag, -ECANCELED);
}

static void check_head(struct libucmd *h)
{
	libucmd_deadline(h, LIMIT);
	prep_wait(h, LIBUCMD_LINK, 1);
	prep_nop(h, 0, 2);
	expect(h, 1, -ETIMEDOUT);
	expect(h, 2, -ECANCELED);

	libucmd_deadline(h, LIMIT);
	prep_wait(h, LIBUCMD_HARDLINK, 1);
	prep_nop(h, 0, 2);
	expect(h, 1, -ETIMEDOUT);
	expect(h, 2, 0);
}

/* Its turn comes when its deadline would have passed, had it run from the start. */
static void check_member(struct libucmd *h)
{
	struct libucmd_cqe cqe;

	prep_wait(h, LIBUCMD_LINK, 1);
	libucmd_deadline(h, LIMIT);
	prep_wait(h, 0, 2);
	CHECK_EQ("its turn has not come", libucmd_reap(h, &cqe, 1, 1, 4 * LIMIT * MSEC), -ETIME);
	CHECK_EQ("cancel: not there yet", libucmd_cancel(h, 2), -ENOENT);
	CHECK_EQ("its turn comes", take_waiting(h, 7), 1);
	expect(h, 1, 7);
	expect_deadline(h, 2);
}

static void check_async(struct libucmd *h)
{
	libucmd_deadline(h, LIMIT);
	prep_wait(h, LIBUCMD_ASYNC, 1);
	expect_deadline(h, 1);
}

static void check_links(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);

	check_head(h);
	check_member(h);
	check_async(h);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_links);
	return 0;
}
