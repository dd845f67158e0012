// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whatever is done in whatever order, each command sent comes back once.
 *
 * Usage: random [SEED]. The seed of a failing run is printed.
 */
#include "check.h"

#define STEPS	3000
#define TAGS	(STEPS * 8)

static unsigned char state[TAGS];	/* 1: sent, 2: came back */
static unsigned int sent, back, chained;
static struct feed feed;
static uint64_t fed, reads;

static void note(const struct libucmd_cqe *cqes, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		CHECK("a tag that was sent", cqes[i].tag < TAGS && state[cqes[i].tag]);
		CHECK_EQ("times it came back", state[cqes[i].tag]++, 1);
		back++;
	}
}

static void prep(struct libucmd *h, uint32_t op)
{
	static const unsigned int flags[] = { 0, 0, 0, LIBUCMD_ASYNC, LIBUCMD_LINK,
					      LIBUCMD_HARDLINK };
	unsigned int count = random() % 8;

	while (count--) {
		if (libucmd_prep(h, op, NULL, 0, flags[random() % 6], sent))
			break;
		state[sent++] = 1;
	}
}

static void pending_read(struct libucmd *h)
{
	if (!io_uring_sq_space_left(libucmd_ring(h)) || reads - fed > 20)
		return;
	feed_queue(h, &feed, random() % 2 ? IOSQE_IO_HARDLINK : 0, sent);
	state[sent++] = 1;
	reads++;
}

static void call(struct libucmd *h, uint32_t op)
{
	int64_t timeout = random() % 3 * 100000;
	int ret = libucmd_call_timeout(h, op, NULL, 0, timeout, NULL);

	/*
	 * It may wait behind a read, follow a chain that was cut, find the queue
	 * full of links, or the device full of commands.
	 */
	if (ret != -ETIME && ret != -ECANCELED && ret != -EAGAIN && ret != -EBUSY)
		CHECK_EQ("call", ret, 0);
	chained += ret == -ETIME;
}

static void reap(struct libucmd *h, unsigned int min, int64_t timeout)
{
	struct libucmd_cqe cqes[32];
	unsigned int max = 1 + random() % 32;
	int n = libucmd_reap(h, cqes, max, min < max ? min : max, timeout);

	CHECK("reap: some, none or -ETIME", n >= 0 || n == -ETIME);
	note(cqes, n);
}

static void step(struct libucmd *h, uint32_t op)
{
	switch (random() % 7) {
	case 0:
	case 1:
		prep(h, op);
		break;
	case 2:
		pending_read(h);
		break;
	case 3:
		CHECK_EQ("submit", libucmd_submit(h), 0);
		break;
	case 4:
		reap(h, random() % 4, 50000);
		break;
	case 5:
		call(h, op);
		break;
	case 6:
		if (fed < reads) {
			feed_write(&feed);
			fed++;
		}
		break;
	}
}

static void settle(struct libucmd *h)
{
	int64_t start = check_now();

	while (fed < reads) {
		feed_write(&feed);
		fed++;
	}
	while ((back < sent || libucmd_late(h)) && check_now() - start < 20000 * MSEC)
		reap(h, 1, 20 * MSEC);
	CHECK_EQ("came back", back, sent);
	CHECK_EQ("late", libucmd_late(h), 0);
	reap(h, 1, 20 * MSEC);
}

static void check_session(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev(target->dev, opts);
	int i;

	memset(state, 0, sizeof(state));
	sent = 0;
	back = 0;
	fed = 0;
	reads = 0;
	feed_open(&feed);
	for (i = 0; i < STEPS; i++)
		step(h, target->op);
	settle(h);
	libucmd_close(&h);
	feed_close(&feed);
}

int main(int argc, char **argv)
{
	unsigned int seed = argc > 1 ? strtoul(argv[1], NULL, 0) : (unsigned int)check_now();

	fprintf(stderr, "seed %u\n", seed);
	srandom(seed);
	each_session(false, check_session);
	CHECK("some calls ran out of time", chained);
	return 0;
}
