// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a command end once when two events meet on it?  Runs batches of each pair of
 * events, finds the moment at which they meet, and sweeps around it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../guest/rules.h"
#include "client.h"

#define CANCEL_PACE	120000
#define SIGNAL_PACE	250000

static const struct pair pairs[] = {
	{ "cancel, held", RACE_HOLD, false, CANCEL, 64, CANCEL_PACE, 10, 0, 0 },
	{ "cancel, waiting", RACE_WAIT, false, CANCEL, 64, CANCEL_PACE, 10, -ECANCELED, 0 },
	{ "cancel, returned", RACE_WAIT, true, CANCEL, 64, CANCEL_PACE, 10, -ECANCELED, 0 },
	{ "deadline, held", RACE_HOLD, false, DEADLINE, 128, 0, 8, 0, 0 },
	{ "deadline, stubborn", RACE_STUBBORN, false, DEADLINE, 128, 0, 8, 0, -ETIMEDOUT },
	{ "deadline, waiting", RACE_WAIT, false, DEADLINE, 128, 0, 8, -ETIMEDOUT, -ETIMEDOUT },
	{ "deadline, returned", RACE_WAIT, true, DEADLINE, 128, 0, 8, -ETIMEDOUT, -ETIMEDOUT },
	{ "unregister, held", RACE_HOLD, false, UNREGISTER, 256, 0, 5, 0, -ENODEV },
	{ "unregister, stubborn", RACE_STUBBORN, false, UNREGISTER, 256, 0, 5, 0, -ENODEV },
	{ "unregister, waiting", RACE_WAIT, false, UNREGISTER, 256, 0, 5, -ENODEV, -ENODEV },
	{ "unregister, returned", RACE_WAIT, true, UNREGISTER, 256, 0, 5, -ENODEV, -ENODEV },
	{ "kill, held", RACE_HOLD, false, KILL, 128, 0, 5, 0, 0 },
	{ "kill, stubborn", RACE_STUBBORN, false, KILL, 128, 0, 5, 0, 0 },
	{ "kill, waiting", RACE_WAIT, false, KILL, 128, 0, 5, -ECANCELED, 0 },
	{ "close ring, held", RACE_HOLD, false, CLOSE, 128, 0, 5, 0, 0 },
	{ "close ring, stubborn", RACE_STUBBORN, false, CLOSE, 128, 0, 5, 0, 0 },
	{ "close ring, waiting", RACE_WAIT, false, CLOSE, 128, 0, 5, -ECANCELED, 0 },
	{ "signal, held", RACE_HOLD, false, SIGNAL, CALLERS, SIGNAL_PACE, 2, 0, 0 },
	{ "signal, stubborn", RACE_STUBBORN, false, SIGNAL, CALLERS, SIGNAL_PACE, 2, 0, -EINTR },
	{ "signal, waiting", RACE_WAIT, false, SIGNAL, CALLERS, SIGNAL_PACE, 2, -EINTR, -EINTR },
};

/* A sweep that never saw one side win is given so many batches to find it. */
#define BATCHES_MIN	6
#define BATCHES_MAX	80

/* ------------------------------------------------------------------------
 * Where do they meet?
 */

#define PACE_MIN_NS	1000
#define PACE_MAX_NS	2000000
#define STEP_NS		100000
#define CENTRE_MAX_NS	200000000LL

/**
 * struct aim - where the middle of the sweep is
 * @centre_ns: how much later the completions begin than the other event
 * @step_ns: by how much to move it when one side won everywhere
 * @pace_ns: from one completion to the next
 * @later: it was moved to later the last time
 */
struct aim {
	int64_t centre_ns;
	int64_t step_ns;
	int64_t pace_ns;
	bool later;
};

static void aim_begin(struct aim *aim, const struct pair *pair)
{
	aim->centre_ns = 0;
	aim->step_ns = STEP_NS;
	aim->pace_ns = pair->pace_ns ? pair->pace_ns : PACE_MIN_NS;
	aim->later = true;
}

/* One side won all: further on, and, past the point, in smaller steps and a wider field. */
static void aim_move(struct aim *aim, const struct pair *pair, bool later)
{
	if (later == aim->later) {
		aim->step_ns *= 2;
	} else {
		aim->step_ns /= 4;
		if (!pair->pace_ns && aim->pace_ns < PACE_MAX_NS)
			aim->pace_ns *= 2;
	}
	if (aim->step_ns < PACE_MIN_NS)
		aim->step_ns = PACE_MIN_NS;
	aim->later = later;
	aim->centre_ns += later ? aim->step_ns : -aim->step_ns;
	if (llabs(aim->centre_ns) > CENTRE_MAX_NS)
		aim_begin(aim, pair);
}

/* Both won some: the meeting is moved to the middle, and the field made narrower. */
static void aim_adjust(struct aim *aim, const struct pair *pair, unsigned int first)
{
	int64_t excess = (int64_t)first - pair->n / 2;

	if (first == pair->n || !first) {
		aim_move(aim, pair, first);
		return;
	}
	if (pair->pace_ns) {
		aim->centre_ns += excess * 2 * OFFSET_US * 1000 / pair->n;
	} else {
		aim->centre_ns += excess * aim->pace_ns;
		aim->pace_ns -= aim->pace_ns / 8;
		if (aim->pace_ns < PACE_MIN_NS)
			aim->pace_ns = PACE_MIN_NS;
	}
	aim->step_ns = STEP_NS / 2;
}

/* ------------------------------------------------------------------------
 * Batches
 */

static uint64_t seed = 1;

/* splitmix64 */
static uint64_t draw(void)
{
	uint64_t z = seed += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void run_batch(const struct pair *pair, struct aim *aim, struct tally *tally)
{
	static struct batch batch;
	static unsigned int number;
	unsigned int i;

	batch = (struct batch){ .pair = pair, .number = ++number, .centre_ns = aim->centre_ns };
	batch.fire.pace_ns = aim->pace_ns;
	for (i = 0; i < pair->n; i++)
		batch.fire.offset_ns[i] = (int)(draw() % (2000 * OFFSET_US)) - 1000 * OFFSET_US;
	meet(&batch);
	aim_adjust(aim, pair, judge(&batch, tally));
}

static void print_histogram(const struct tally *tally)
{
	unsigned int i;

	printf("#   from %d us to %d us after the other began, completion first (of trials):",
	       -OFFSET_US, OFFSET_US);
	for (i = 0; i < BINS; i++)
		printf(" %lu (%lu)", tally->first_in[i], tally->bins[i]);
	putchar('\n');
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static bool run_pair(const struct pair *pair, unsigned long trials)
{
	double begin = now_s();
	struct tally tally = { };
	struct aim aim;
	unsigned int batches;
	bool met = false, good;

	aim_begin(&aim, pair);
	for (batches = 0; !tally.wrong; batches++) {
		met = tally.first && tally.first < tally.trials;
		if (batches >= BATCHES_MIN && tally.trials >= trials &&
		    (met || batches >= BATCHES_MAX))
			break;
		run_batch(pair, &aim, &tally);
	}
	good = !tally.wrong && met;
	printf("%s - %s: %lu trials, completion first in %lu, the other in %lu, beside .cancel %lu",
	       good ? "ok" : "not ok", pair->name, tally.trials, tally.first,
	       tally.trials - tally.first, tally.beside);
	if (tally.wrong)
		printf("; %lu things wrong", tally.wrong);
	else if (!met)
		printf("; they never met");
	putchar('\n');
	printf("#   %.0f trials a second; completions begin %lld us later, %lld us apart\n",
	       tally.trials / (now_s() - begin), (long long)aim.centre_ns / 1000,
	       (long long)aim.pace_ns / 1000);
	if (pair->pace_ns)
		print_histogram(&tally);
	fflush(stdout);
	return good;
}

int main(int argc, char **argv)
{
	unsigned long trials = 5000, weights = 0;
	unsigned int patience = 1, failed = 0, n = 0;
	const char *only = "";
	unsigned int i;
	bool kept;
	int opt;

	while ((opt = getopt(argc, argv, "n:o:s:x:")) != -1) {
		switch (opt) {
		case 'n':
			trials = strtoul(optarg, NULL, 0);
			break;
		case 'o':
			only = optarg;
			break;
		case 's':
			seed = strtoull(optarg, NULL, 0);
			break;
		case 'x':
			patience = strtoul(optarg, NULL, 0);
			break;
		default:
			fprintf(stderr, "usage: client [-n TRIALS] [-o PAIR] [-s SEED] [-x PATIENCE]\n");
			return 2;
		}
	}

	meet_prepare(10 * patience);
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		weights += strstr(pairs[i].name, only) ? pairs[i].weight : 0;
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		if (!strstr(pairs[i].name, only))
			continue;
		n++;
		failed += !run_pair(&pairs[i], trials * pairs[i].weight / weights);
	}
	meet_end();
	kept = rules_kept();
	printf("%s - no rule was broken\n", kept ? "ok" : "not ok");
	failed += !kept;
	n++;
	printf("%u passed, %u failed\n", n - failed, failed);
	return failed > 0;
}
