/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the parts of the client share?  A pair is two events that meet; a batch is
 * many commands on which they meet at once, each at an offset of its own.
 */
#ifndef _CLIENT_H
#define _CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "race.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define RINGS		3
#define CALLERS		16
/* The sweep. */
#define OFFSET_US	50
#define BINS		10

/* What meets the completion. */
enum other {
	CANCEL,
	DEADLINE,
	UNREGISTER,
	KILL,
	CLOSE,
	SIGNAL,
};

/**
 * struct pair - two events that meet
 * @name: what the other is, and what the command does
 * @op: RACE_HOLD and the like
 * @back: the driver returns it to the queue once
 * @other: what meets the completion
 * @n: commands of a batch
 * @pace_ns: from one to the next, at least; 0 if the other event comes to each at a
 *	time of its own
 * @weight: share of all trials
 * @verdict: what ends a command that waits
 * @parts: what the program gets while the driver goes on; 0 if it never does
 */
struct pair {
	const char *name;
	uint32_t op;
	bool back;
	enum other other;
	unsigned int n;
	unsigned int pace_ns;
	unsigned int weight;
	int verdict;
	int parts;
};

/**
 * struct batch - commands on which two events meet
 * @pair: which
 * @number: of the batch, in all
 * @fire: when they are completed
 * @centre_ns: when the completion must begin to be as early as the other
 * @seen: completions of each
 * @res: their results
 * @answer: of UCMD_CANCEL
 * @at_ns: when the other event began, if each command has its own
 * @trials: what the driver noted
 */
struct batch {
	const struct pair *pair;
	unsigned int number;
	struct race_fire fire;
	int64_t centre_ns;
	unsigned int seen[RACE_MAX];
	int res[RACE_MAX];
	int answer[RACE_MAX];
	int64_t at_ns[RACE_MAX];
	struct race_trials trials;
};

/* Does the program live to see the results? */
static inline bool pair_is_seen(const struct pair *pair)
{
	return pair->other != KILL && pair->other != CLOSE;
}

/* Does the other ask a driver that can be asked, and the program wait for it? */
static inline bool pair_asks(const struct pair *pair)
{
	return pair->other == CANCEL || pair->other == DEADLINE || pair->other == SIGNAL;
}

/* meet.c: how do they meet? */
void meet_prepare(unsigned int patience_s);
void meet(struct batch *batch);
void meet_end(void);

/* judge.c: what must be true of each command? */

/**
 * struct tally - what was seen of a pair
 * @trials: commands
 * @first: of them the completion was first
 * @beside: the driver was asked to stop, and the completion still won
 * @wrong: what must not be
 * @bins: trials in which both events were so close to each other as was aimed at, by
 *	distance, if the other event comes to each command at a time of its own
 * @first_in: of them the completion was first
 */
struct tally {
	unsigned long trials, first, beside, wrong;
	unsigned long bins[BINS];
	unsigned long first_in[BINS];
};

/* Returns in how many the completion was first. */
unsigned int judge(const struct batch *batch, struct tally *tally);

#endif /* _CLIENT_H */
