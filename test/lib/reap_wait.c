// SPDX-License-Identifier: GPL-2.0-only
/* libucmd_reap() waits for as many and as long as it was told, and says why it stopped. */
#include <signal.h>
#include <sys/time.h>

#include "../guest/patience.h"
#include "check.h"

/* Long enough for a kernel thread to take a command and complete it. */
#define A_WHILE		(100 * MSEC * patience())

static void on_alarm(int sig)
{
	(void)sig;
}

static void check_timeout(struct libucmd *h, struct feed *feed)
{
	struct libucmd_cqe cqes[4];
	int64_t start = check_now();

	CHECK_EQ("nothing there, no wait", libucmd_reap(h, cqes, 4, 0, LIBUCMD_FOREVER), 0);
	CHECK_EQ("nothing in time", libucmd_reap(h, cqes, 4, 1, 30 * MSEC), -ETIME);
	CHECK("waited 30 ms", check_now() - start >= 30 * MSEC);

	feed_queue(h, feed, 0, 1);
	feed_queue(h, feed, 0, 2);
	feed_write(feed);
	start = check_now();
	CHECK_EQ("one of two in time", libucmd_reap(h, cqes, 4, 2, A_WHILE), 1);
	CHECK("waited to the end", check_now() - start >= A_WHILE);
	CHECK_EQ("read one byte", cqes[0].res, 1);

	feed_write(feed);
	CHECK_EQ("the other", libucmd_reap(h, cqes, 4, 1, LIBUCMD_FOREVER), 1);
}

/* One is there already: it waits for as many as are missing, not for more. */
static void check_missing(struct libucmd *h, struct feed *feed)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(libucmd_ring(h));
	struct libucmd_cqe cqes[2];
	int64_t start = check_now();

	CHECK("room in the queue", sqe);
	io_uring_prep_nop(sqe);
	sqe->user_data = 5;
	CHECK_EQ("submit", libucmd_submit(h), 0);
	while (!io_uring_cq_ready(libucmd_ring(h)))
		usleep(100);
	feed_write(feed);
	feed_queue(h, feed, 0, 6);
	CHECK_EQ("reap", libucmd_reap(h, cqes, 2, 2, 3000 * MSEC), 2);
	CHECK("did not wait for a third", check_now() - start < 2500 * MSEC);
}

/* Completed by task work that only this thread can run: looking must run it. */
static void check_look(struct libucmd *h, struct feed *feed)
{
	int64_t start = check_now();
	struct libucmd_cqe cqe;
	int n = 0;

	feed_queue(h, feed, 0, 3);
	CHECK_EQ("submit", libucmd_submit(h), 0);
	CHECK_EQ("not yet", libucmd_reap(h, &cqe, 1, 0, 0), 0);
	feed_write(feed);
	while (!n && check_now() - start < 5000 * MSEC)
		n = libucmd_reap(h, &cqe, 1, 0, 0);
	CHECK_EQ("found by looking", n, 1);
	CHECK_EQ("tag", cqe.tag, 3);
}

/* A signal ends a reap, which loses nothing by it, but not a call, which would. */
static void check_signal(struct libucmd *h, uint32_t op, struct feed *feed)
{
	struct itimerval often = { { 0, 5000 }, { 0, 5000 } }, never = { { 0, 0 }, { 0, 0 } };
	int64_t start = check_now();
	struct libucmd_cqe cqe;

	setitimer(ITIMER_REAL, &often, NULL);
	CHECK_EQ("signal", libucmd_reap(h, &cqe, 1, 1, LIBUCMD_FOREVER), -EINTR);
	feed_queue(h, feed, IOSQE_IO_LINK, 4);
	start = check_now();
	CHECK_EQ("call", libucmd_call_timeout(h, op, NULL, 0, 60 * MSEC, NULL), -ETIME);
	CHECK("waited 60 ms", check_now() - start >= 60 * MSEC);
	setitimer(ITIMER_REAL, &never, NULL);
	feed_write(feed);
	CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
	CHECK_EQ("tag", cqe.tag, 4);
}

static void check_refused(struct libucmd *h)
{
	struct libucmd_cqe cqe;

	CHECK_EQ("no room", libucmd_reap(h, &cqe, 0, 0, 0), -EINVAL);
	CHECK_EQ("more than there is room for", libucmd_reap(h, &cqe, 1, 2, 0), -EINVAL);
}

static void check_waits(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev(target->dev, opts);
	struct feed feed;

	feed_open(&feed);
	check_timeout(h, &feed);
	check_missing(h, &feed);
	check_look(h, &feed);
	check_signal(h, target->op, &feed);
	check_refused(h);
	libucmd_close(&h);
	feed_close(&feed);
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };

	sigaction(SIGALRM, &action, NULL);
	each_session(false, check_waits);
	return 0;
}
