// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does a command end once when two events meet on it?  Sweeps the one event across the
 * other, for each pair of events, until enough of them were close to each other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../guest/rules.h"
#include "client.h"

static const struct pair pairs[] = {
	{ "cancel, held", RACE_HOLD, false, RACE_AT_END, CANCEL, 64, 10, 0, 0 },
	{ "cancel, in .cancel", RACE_HOLD, false, RACE_AT_CANCEL, CANCEL, 64, 10, 0, 0 },
	{ "cancel, waiting", RACE_WAIT, false, RACE_AT_END, CANCEL, 64, 10, -ECANCELED, 0 },
	{ "cancel, returned", RACE_WAIT, true, RACE_AT_END, CANCEL, 64, 10, -ECANCELED, 0 },
	{ "deadline, held", RACE_HOLD, false, RACE_AT_END, DEADLINE, 128, 8, 0, 0 },
	{ "deadline, stubborn", RACE_STUBBORN, false, RACE_AT_END, DEADLINE, 128, 8,
	  0, -ETIMEDOUT },
	{ "deadline, waiting", RACE_WAIT, false, RACE_AT_END, DEADLINE, 128, 8,
	  -ETIMEDOUT, -ETIMEDOUT },
	{ "deadline, returned", RACE_WAIT, true, RACE_AT_END, DEADLINE, 128, 8,
	  -ETIMEDOUT, -ETIMEDOUT },
	{ "unregister, held", RACE_HOLD, false, RACE_AT_END, UNREGISTER, 256, 5, 0, -ENODEV },
	{ "unregister, stubborn", RACE_STUBBORN, false, RACE_AT_END, UNREGISTER, 256, 5,
	  0, -ENODEV },
	{ "unregister, waiting", RACE_WAIT, false, RACE_AT_END, UNREGISTER, 256, 5,
	  -ENODEV, -ENODEV },
	{ "unregister, returned", RACE_WAIT, true, RACE_AT_END, UNREGISTER, 256, 5,
	  -ENODEV, -ENODEV },
	{ "kill, held", RACE_HOLD, false, RACE_AT_END, KILL, 256, 5, 0, 0 },
	{ "kill, stubborn", RACE_STUBBORN, false, RACE_AT_END, KILL, 256, 5, 0, 0 },
	{ "kill, waiting", RACE_WAIT, false, RACE_AT_END, KILL, 256, 5, -ECANCELED, 0 },
	{ "close ring, held", RACE_HOLD, false, RACE_AT_END, CLOSE, 256, 5, 0, 0 },
	{ "close ring, stubborn", RACE_STUBBORN, false, RACE_AT_END, CLOSE, 256, 5, 0, 0 },
	{ "close ring, waiting", RACE_WAIT, false, RACE_AT_END, CLOSE, 256, 5, -ECANCELED, 0 },
	{ "signal, held", RACE_HOLD, false, RACE_AT_END, SIGNAL, CALLERS, 2, 0, 0 },
	{ "signal, stubborn", RACE_STUBBORN, false, RACE_AT_END, SIGNAL, CALLERS, 2,
	  0, -EINTR },
	{ "signal, waiting", RACE_WAIT, false, RACE_AT_END, SIGNAL, CALLERS, 2,
	  -EINTR, -EINTR },
};

/* Trials that fall outside are made up for, up to so many times what was asked for. */
#define TRIALS_FACTOR	10

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

/* Up to @range_ns from @middle_ns, to both sides. */
static int32_t draw_around(int32_t middle_ns, int32_t range_ns)
{
	return middle_ns + (int32_t)(draw() % (2 * range_ns)) - range_ns;
}

/*
 * Half of the commands are swept across the whole field.  The other half stays where
 * either event may win, as the last batch found it: that is where a gap of a few
 * instructions shows.
 */
static void run_batch(const struct pair *pair, int32_t *even_ns, struct tally *tally)
{
	static struct batch batch;
	static unsigned int number;
	unsigned int i;

	batch = (struct batch){ .pair = pair, .number = ++number };
	for (i = 0; i < pair->n; i++)
		batch.aim.offset_ns[i] = is_close(i) ? draw_around(*even_ns, CLOSE_NS) :
						       draw_around(0, OFFSET_NS);
	meet(&batch);
	*even_ns += judge(&batch, tally) * CLOSE_NS / (int)pair->n;
	if (abs(*even_ns) > OFFSET_NS - CLOSE_NS)
		*even_ns = 0;
}

static void print_histogram(const struct tally *tally)
{
	unsigned int i;

	printf("#   completion from %d us before to %d us after the other; first (of trials):",
	       OFFSET_NS / 1000, OFFSET_NS / 1000);
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

/* Returns how many trials were near, or 0 if anything was wrong. */
static unsigned long run_pair(const struct pair *pair, unsigned long trials)
{
	double begin = now_s();
	struct tally tally = { };
	int32_t even_ns = 0;
	bool good;

	while (!tally.wrong && tally.near < trials &&
	       tally.trials < TRIALS_FACTOR * trials + RACE_MAX)
		run_batch(pair, &even_ns, &tally);
	good = !tally.wrong && tally.near >= trials && tally.first && tally.first < tally.near;
	printf("%s - %s: %lu trials within %d us, completion first in %lu, the other in %lu, beside .cancel %lu",
	       good ? "ok" : "not ok", pair->name, tally.near, OFFSET_NS / 1000, tally.first,
	       tally.near - tally.first, tally.beside);
	if (tally.wrong)
		printf("; %lu things wrong", tally.wrong);
	else if (tally.near < trials)
		printf("; %lu wanted", trials);
	else if (!good)
		printf("; one side won all");
	putchar('\n');
	printf("#   %.1f %% of %lu trials, with ", 100.0 * tally.near / tally.trials, tally.trials);
	if (pair_is_seen(pair))
		printf("%lu %s and ", tally.ends, pair->other == SIGNAL ? "returns" : "CQEs");
	printf("%lu calls of .finish; %.0f a second; even at %d ns\n", tally.finishes,
	       tally.trials / (now_s() - begin), even_ns);
	print_histogram(&tally);
	fflush(stdout);
	return good ? tally.near : 0;
}

int main(int argc, char **argv)
{
	unsigned long trials = 5000, weights = 0, near, sum = 0;
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
		near = run_pair(&pairs[i], (trials * pairs[i].weight + weights - 1) / weights);
		failed += !near;
		sum += near;
	}
	meet_end();
	kept = rules_kept();
	printf("%s - no rule was broken\n", kept ? "ok" : "not ok");
	failed += !kept;
	n++;
	printf("# %lu trials within %d us\n", sum, OFFSET_NS / 1000);
	printf("%u passed, %u failed\n", n - failed, failed);
	return failed > 0;
}
