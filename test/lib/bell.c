// SPDX-License-Identifier: GPL-2.0-only
/*
 * Commands that really wait, in the bell sample: woken once each, given up and
 * dropped later, left behind at close.
 */
#include "check.h"
#include "../../samples/bell/bell.h"

static struct libucmd *ringer;

static int ring(unsigned int max, int tone)
{
	struct bell_ring args = { .max = max, .tone = tone };

	return libucmd_call(ringer, BELL_RING, &args, sizeof(args));
}

/* A submitting kernel thread may be slower than a short wait. */
static void wait_until_sent(struct libucmd *h)
{
	while (io_uring_sq_ready(libucmd_ring(h)))
		usleep(100);
}

/*
 * The longest waiting are woken first. Completions that come together may come
 * in another order: 6.1 reverses them.
 */
static void reap_range(struct libucmd *h, unsigned int from, unsigned int to, int tone)
{
	struct libucmd_cqe cqes[8];
	unsigned int seen = 0;
	int i, n;

	n = libucmd_reap(h, cqes, 8, to - from, 5000 * MSEC);
	CHECK_EQ("reap", n, to - from);
	for (i = 0; i < n; i++) {
		CHECK("a tag that is due", cqes[i].tag >= from && cqes[i].tag < to);
		CHECK_EQ("tone", cqes[i].res, tone);
		seen |= 1U << (cqes[i].tag - from);
	}
	CHECK_EQ("tags", seen, (1U << (to - from)) - 1);
}

static void check_woken(struct libucmd *h)
{
	struct libucmd_cqe cqe;
	int i;

	for (i = 0; i < 8; i++) {
		if (libucmd_prep(h, BELL_WAIT, NULL, 0, 0, i) == -EAGAIN) {
			CHECK_EQ("submit", libucmd_submit(h), 0);
			CHECK_EQ("prep", libucmd_prep(h, BELL_WAIT, NULL, 0, 0, i), 0);
		}
	}
	CHECK_EQ("nobody rings", libucmd_reap(h, &cqe, 1, 1, 10 * MSEC), -ETIME);
	wait_until_sent(h);
	CHECK_EQ("woke", ring(5, 440), 5);
	reap_range(h, 0, 5, 440);
	CHECK_EQ("woke", ring(100, 220), 3);
	reap_range(h, 5, 8, 220);
}

static void check_given_up(struct libucmd *h)
{
	struct libucmd_cqe cqe;
	unsigned int i;

	for (i = 0; i < 100; i++)
		CHECK_EQ("wait", libucmd_call_timeout(h, BELL_WAIT, NULL, 0, MSEC / 10, NULL),
			 -ETIME);
	CHECK_EQ("late", libucmd_late(h), 100);
	CHECK_EQ("prep", libucmd_prep(h, BELL_WAIT, NULL, 0, 0, 1), 0);
	CHECK_EQ("submit", libucmd_submit(h), 0);
	wait_until_sent(h);

	CHECK_EQ("woke", ring(100, 1), 100);
	CHECK_EQ("none of them comes out", libucmd_reap(h, &cqe, 1, 1, 100 * MSEC), -ETIME);
	CHECK_EQ("late", libucmd_late(h), 0);
	CHECK_EQ("woke", ring(100, 2), 1);
	CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
	CHECK_EQ("tone", cqe.res, 2);
}

/* The ring is taken apart in the background: its commands go, though not at once. */
static void check_left_behind(struct libucmd *h)
{
	CHECK_EQ("prep", libucmd_prep(h, BELL_WAIT, NULL, 0, 0, 1), 0);
	CHECK_EQ("wait", libucmd_call_timeout(h, BELL_WAIT, NULL, 0, MSEC, NULL), -ETIME);
	libucmd_close(&h);
}

static void check_bell(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev("bell", opts);

	check_woken(h);
	check_given_up(h);
	check_left_behind(h);
	usleep(200000);
	ring(100, 3);		/* wakes any that the kernel could not cancel */
}

int main(void)
{
	unsigned int i;

	if (access("/dev/bell", F_OK))
		SKIP("the bell sample is not loaded");
	ringer = open_dev("bell", NULL);
	for (i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++) {
		check_case = sessions[i].name;
		check_bell(&sessions[i].opts);
	}
	libucmd_close(&ringer);
	return 0;
}
