// SPDX-License-Identifier: GPL-2.0-only
/*
 * How does a ring live?  It is made, many batches go through it, every entry gets
 * what it must, and it is closed, perhaps in the middle of things.
 */
#include <sched.h>
#include <sys/ioctl.h>
#include <time.h>

#include "fuzzer.h"

/* How long anything that must happen may take: the machine may be slow and busy. */
#define SOON_S		60

/* So long does a drained entry wait for nothing before we give it up. */
#define STALL_S		3

/* Commands of the caller for so many of ours. */
#define CALLER_SHARE	5

/* So many may be owed before everything is flushed. */
#define OWED_MAX	1024

unsigned int stalled_drains;

static long now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* ------------------------------------------------------------------------
 * What kind of life?
 */

static unsigned int draw_with(struct random *random)
{
	static const struct {
		unsigned int with;
		unsigned int percent;
	} chances[] = {
		{ WITH_LINKS, 35 }, { WITH_DRAINS, 10 }, { WITH_SKIPS, 25 }, { WITH_ASYNC, 35 },
		{ WITH_STOPS, 25 }, { WITH_SCRIBBLES, 30 }, { WITH_RACES, 10 },
		{ WITH_PAUSES, 8 }, { WITH_PURGES, 8 }, { WITH_REPLUGS, 8 },
		{ WITH_CANCELS, 12 }, { WITH_DEADLINES, 12 }, { WITH_ABRUPT_END, 30 },
		{ WITH_UPDATES, 25 },
	};
	unsigned int with = 0, i;

	for (i = 0; i < ARRAY_SIZE(chances); i++)
		if (random_percent(random, chances[i].percent))
			with |= chances[i].with;
	/* see may_fail_early(); and what may skip its completion cannot be waited for */
	if (with & WITH_DRAINS)
		with &= ~(WITH_SKIPS | WITH_STOPS | WITH_RACES);
	return with;
}

static unsigned int draw_setup(struct random *random)
{
	static const unsigned int kinds[] = {
		0, 0, 0, IORING_SETUP_SQPOLL, IORING_SETUP_COOP_TASKRUN,
		IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
		IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
		IORING_SETUP_SUBMIT_ALL, IORING_SETUP_SINGLE_ISSUER,
	};
	static const unsigned int sizes[] = {
		0, 0, IORING_SETUP_SQE128, IORING_SETUP_CQE32,
		IORING_SETUP_SQE128 | IORING_SETUP_CQE32,
		IORING_SETUP_SQE128 | IORING_SETUP_CQE32,
		IORING_SETUP_SQE_MIXED | IORING_SETUP_CQE_MIXED,
		IORING_SETUP_SQE_MIXED, IORING_SETUP_CQE_MIXED,
	};
	unsigned int setup = random_of(random, kinds) | random_of(random, sizes);

	if (random_percent(random, 4))
		setup |= IORING_SETUP_IOPOLL;
	return setup;
}

static void life_open(struct life *life)
{
	struct random *random = &life->random;
	unsigned int entries = 32U << random_below(random, 4);
	/* a small one overflows when much ends at once */
	unsigned int cq_entries = random_percent(random, 30) ? entries : 0;
	unsigned int setup = draw_setup(random);
	int err;

	if (!may_fail_early(life))
		setup &= ~IORING_SETUP_IOPOLL;
	err = ring_open(&life->ring, entries, cq_entries, setup);
	/* not every kernel has every kind */
	if (err == -EINVAL)
		err = ring_open(&life->ring, entries, cq_entries, 0);
	if (err)
		fail("no ring of kind %#x: %s", setup, strerror(-err));
	err = ring_register(&life->ring, IORING_REGISTER_FILES, files, FILE_DEVICES);
	if (err)
		fail("files are not registered: %s", strerror(-err));
	memory_begin(&life->ring);
	life->personality = ring_register(&life->ring, IORING_REGISTER_PERSONALITY, NULL, 0);
	if (life->personality < 0)
		fail("no personality: %s", strerror(-life->personality));
}

/* ------------------------------------------------------------------------
 * Completions
 */

/* What was sent, for who wants to know why. */
static void show(const struct sent *sent)
{
	const uint8_t *byte = (const void *)&sent->sqe;
	unsigned int i;

	printf("# entry:");
	for (i = 0; i < sizeof(sent->sqe); i++)
		printf("%s%02x", i % 8 ? "" : " ", byte[i]);
	printf("\n");
}

static void judge(struct life *life, const struct done *done)
{
	uint32_t n = done->user_data;
	struct sent *sent = &life->sent[n];

	if (done->user_data >> 32 != life->nonce || !n || n >= life->n_sent)
		fail("a completion of nothing: user_data %#llx, result %d, ring %#x, life %#x, %u sent",
		     (unsigned long long)done->user_data, done->res, life->ring.setup, life->with,
		     life->n_sent);
	if (sent->seen++)
		fail("entry %u, op %#x: completed twice, now with %d", n, sent->op, done->res);
	if (!sent->may_skip)
		life->owed--;
	count_result(&ring_results, sent->row, done->res);
	if (!expect_holds(&sent->expect, done->res)) {
		show(sent);
		fail("entry %u, op %#x, flags %#x, ring %#x, life %#x: result %d, expected %s",
		     n, sent->op, sent->sqe.flags, life->ring.setup, life->with, done->res,
		     expect_text(&sent->expect));
	}
	if (sent->two && done->two && !sent->expect.any && done->res >= 0 &&
	    done->res == sent->expect.exact && done->res2 != sent->res2)
		fail("entry %u, op %#x: second result %#llx, expected %#llx", n, sent->op,
		     (unsigned long long)done->res2, (unsigned long long)sent->res2);
}

static void reap(struct life *life)
{
	struct done done;

	while (ring_reap(&life->ring, &done))
		judge(life, &done);
}

/* End all that is pending, except what the watch over other files keeps. */
static void flush(void)
{
	struct ucmd_cancel all = { };
	unsigned int i;

	for (i = 0; i < FILE_DEVICES; i++)
		ioctl(files[i], UCMD_CANCEL, &all);
	ioctl(files[FILE_MAIN], FUZZ_FLUSH);
}

/* ------------------------------------------------------------------------
 * Batches
 */

/* Entries that the kernel has taken are ours: on some it looks again all the same. */
static void scribble(struct life *life)
{
	struct ring *ring = &life->ring;
	unsigned int n;

	for (n = 0; n < ring->entries; n++) {
		uint64_t *word = (void *)ring_slot(ring, ring->tail + n);
		unsigned int i;

		for (i = 0; i < ring->sqe_size / sizeof(*word); i++)
			word[i] = random_word(&life->random);
	}
}

static void submit(struct life *life)
{
	struct ring *ring = &life->ring;
	long end = now_s() + SOON_S;
	unsigned int left;

	ring_publish(ring);
	while ((left = ring_left(ring))) {
		int ret = ring_enter(ring, left, false);

		/* EBUSY: completions have to be reaped first */
		if (ret < 0 && ret != -EBUSY && ret != -EAGAIN && ret != -EINTR && ret != -ETIME)
			fail("io_uring_enter of ring %#x: %s", ring->setup, strerror(-ret));
		reap(life);
		if (ring->setup & IORING_SETUP_SQPOLL)
			sched_yield();
		if (now_s() > end)
			fail("ring %#x does not take its entries", ring->setup);
		beat();
	}
	ring_enter(ring, 0, false);
	reap(life);
}

static unsigned int send_batch(struct life *life)
{
	uint32_t n = life->n_sent, commands = 0;
	unsigned int size = 1 + random_below(&life->random, life->ring.entries);

	while (size-- && life->n_sent < SENT_MAX && draw_entry(life))
		;
	memory_stir(&life->ring, &life->random, life->with & WITH_UPDATES);
	for (; n < life->n_sent; n++)
		commands += life->sent[n].row != ROW_REQUEST;
	submit(life);
	if (life->with & WITH_SCRIBBLES)
		scribble(life);
	if (life->owed > OWED_MAX) {
		flush();
		ring_enter(&life->ring, 0, true);
		reap(life);
	}
	return commands;
}

static uint32_t first_owed(const struct life *life)
{
	uint32_t n;

	for (n = 1; n < life->n_sent; n++)
		if (!life->sent[n].seen && !life->sent[n].may_skip)
			break;
	return n;
}

/*
 * The driver has nothing, but there is an entry that the kernel lets wait: a drained
 * one, or one behind it.
 */
static bool drain_stalls(const struct life *life)
{
	struct fuzz_counts counts = { .live = 1 };

	if (!kernel_drains_may_stall || !(life->with & WITH_DRAINS))
		return false;
	ioctl(files[FILE_MAIN], FUZZ_COUNTS, &counts);
	return !counts.live && !counts.kept;
}

/* Every entry gets its completion. */
static void settle(struct life *life)
{
	long end = now_s() + SOON_S, since = now_s();
	uint32_t owed = life->owed, n;

	while (life->owed && now_s() <= end) {
		flush();
		ring_enter(&life->ring, 0, !(life->ring.setup & IORING_SETUP_IOPOLL));
		reap(life);
		beat();
		if (owed != life->owed) {
			owed = life->owed;
			since = now_s();
		} else if (now_s() - since > STALL_S && drain_stalls(life)) {
			stalled_drains++;
			return;
		}
	}
	if (!life->owed)
		return;
	n = first_owed(life);
	show(&life->sent[n]);
	fail("entry %u, op %#x, ring %#x, life %#x: never completed, nor have %u others",
	     n, life->sent[n].op, life->ring.setup, life->with, life->owed - 1);
}

/* It comes back from where it waits, if it is interrupted often enough. */
static void settle_caller(void)
{
	long end = now_s() + SOON_S;

	while (!caller_idle()) {
		caller_signal();
		usleep(200);
		if (now_s() > end)
			fail("ioctl(2) does not return");
		beat();
	}
}

unsigned int life_run(struct random *random, unsigned int budget)
{
	static struct life life;
	unsigned int sent = 0, called = 0, owe;
	uint32_t nonce = life.nonce + SENT_MAX;

	memset(&life, 0, offsetof(struct life, sent));
	life.nonce = nonce;
	life.n_sent = 1;
	life.owed = 0;
	life.chain = 0;
	life.behind = false;
	life.chain_skips = false;
	life.random = random_seeded(random_word(random));
	life.with = draw_with(&life.random);
	purged |= life.with & WITH_PURGES;
	life_open(&life);
	caller_begin(&life, random_word(random));
	while (life.n_sent < SENT_MAX && sent + called < budget) {
		sent += send_batch(&life);
		owe = sent / CALLER_SHARE - called;
		caller_owe(owe);
		called += owe;
		if (random_percent(random, 3))
			caller_signal();
		beat();
	}
	settle_caller();
	if (!(life.with & WITH_ABRUPT_END))
		settle(&life);
	ring_close(&life.ring);
	/* what reads another's arguments writes to the other's memory */
	memory_end(!(life.with & (WITH_LINKS | WITH_SCRIBBLES | WITH_RACES)));
	ring_results.commands += sent;
	ring_results.requests += life.n_sent - 1 - sent;
	return sent + called;
}
