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
#define OFFSET_NS	50000
#define CLOSE_NS	1000
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
 * @where: they meet, RACE_AT_*
 * @other: what meets the completion
 * @n: commands of a batch
 * @weight: share of all trials
 * @verdict: what ends a command that waits
 * @parts: what the program gets while the driver goes on; 0 if it never does
 */
struct pair {
	const char *name;
	uint32_t op;
	bool back;
	unsigned int where;
	enum other other;
	unsigned int n;
	unsigned int weight;
	int verdict;
	int parts;
};

/**
 * struct batch - commands on which two events meet
 * @pair: which
 * @number: of the batch, in all
 * @aim: when they are completed
 * @seen: completions of each
 * @res: their results
 * @answer: of UCMD_CANCEL
 * @trials: what the driver noted
 */
struct batch {
	const struct pair *pair;
	unsigned int number;
	struct race_aim aim;
	unsigned int seen[RACE_MAX];
	int res[RACE_MAX];
	int answer[RACE_MAX];
	struct race_trials trials;
};

/* Does the program live to see the results? */
static inline bool pair_is_seen(const struct pair *pair)
{
	return pair->other != KILL && pair->other != CLOSE;
}

/* meet.c: how do they meet? */
void meet_prepare(unsigned int patience_s);
void meet(struct batch *batch);
void meet_end(void);

/* judge.c: what must be true of each command? */

/**
 * struct tally - what was seen of a pair
 * @trials: commands
 * @near: of them both events set about it within OFFSET_NS; only of these:
 * @first: the completion was first
 * @beside: the driver was asked to stop, and the completion still won
 * @bins: how many, by distance
 * @first_in: of them the completion was first
 * @ends: CQEs and returns from ioctl(2), of all
 * @finishes: calls of .finish, of all
 * @wrong: what must not be
 */
struct tally {
	unsigned long trials, near, first, beside, ends, finishes, wrong;
	unsigned long bins[BINS];
	unsigned long first_in[BINS];
};

/* Was the offset of this command drawn from close to where both are equal? */
static inline bool is_close(unsigned int i)
{
	return i % 2;
}

/* Returns by how many more the completion was first, of those that were close. */
int judge(const struct batch *batch, struct tally *tally);

#endif /* _CLIENT_H */
