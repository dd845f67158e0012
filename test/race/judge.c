// SPDX-License-Identifier: GPL-2.0-only
/* What must be true of each command, whoever came first? */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "client.h"

static void __attribute__((format(printf, 4, 5)))
wrong(const struct batch *batch, unsigned int i, struct tally *tally, const char *format, ...)
{
	const struct race_trial *trial = &batch->trials.trial[i];
	va_list args;

	if (tally->wrong++ >= 5)
		return;
	printf("# %s: batch %u, command %u, offset %d ns: ", batch->pair->name, batch->number, i,
	       batch->aim.offset_ns[i]);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("; seen %u, result %d, cancel says %d; tried %u, taken %u, by interrupt %u, by cancel %u, cancels %u, finishes %u with %d, user %u, ended %u, moved %u\n",
	       batch->seen[i], batch->res[i], batch->answer[i], trial->tried, trial->taken,
	       trial->by_irq, trial->by_cancel, trial->cancels, trial->finishes, trial->res,
	       trial->user, trial->ended, trial->moved);
}

/* The result that the driver's last word must be about. */
static bool result_holds(const struct pair *pair, const struct race_trial *trial, int own)
{
	/* what was parted while the driver had it does not wait again */
	if (pair->back && !trial->by_irq && !trial->user && trial->res == -ECANCELED)
		return true;
	if (trial->by_irq)
		return trial->res == own;
	if (trial->by_cancel)
		return trial->res == (pair->other == DEADLINE ? -ETIMEDOUT : -ECANCELED);
	return trial->res == pair->verdict;
}

static void judge_driver(const struct batch *batch, unsigned int i, struct tally *tally)
{
	const struct race_trial *trial = &batch->trials.trial[i];
	unsigned int owners = trial->by_irq + trial->by_cancel;
	unsigned int may_ask = batch->pair->op == RACE_HOLD ? 1 : 0;

	if (trial->tried != 1)
		wrong(batch, i, tally, "not tried once");
	if (trial->finishes != 1)
		wrong(batch, i, tally, "not finished once");
	if (trial->cancels > may_ask)
		wrong(batch, i, tally, "asked too often");
	if (!trial->ended)
		wrong(batch, i, tally, "never reached by the other");
	if (batch->pair->op == RACE_WAIT && trial->taken != trial->by_irq)
		wrong(batch, i, tally, "taken, and not the driver's");
	if (owners > 1 || (!owners && batch->pair->op != RACE_WAIT))
		wrong(batch, i, tally, "not completed by one");
	if (trial->finishes && !result_holds(batch->pair, trial, i + 1))
		wrong(batch, i, tally, "finished with a result nobody gave");
}

/* The program sees what .finish said, or that it was parted from the driver. */
static void judge_program(const struct batch *batch, unsigned int i, struct tally *tally)
{
	const struct race_trial *trial = &batch->trials.trial[i];
	const struct pair *pair = batch->pair;
	int expected = trial->user ? trial->res : pair->parts;

	if (batch->seen[i] != 1)
		wrong(batch, i, tally, "not seen once");
	else if (batch->res[i] != expected || !expected)
		wrong(batch, i, tally, "expected %d", expected);
}

/* One that was cancelled was asked, or did not get to the driver any more. */
static void judge_answer(const struct batch *batch, unsigned int i, struct tally *tally)
{
	const struct race_trial *trial = &batch->trials.trial[i];
	int answer = batch->answer[i];

	if (answer != (trial->moved ? 1 : -EALREADY))
		wrong(batch, i, tally, "no answer to a cancel");
	if (answer == 1 && batch->pair->op == RACE_WAIT && trial->by_irq)
		wrong(batch, i, tally, "cancelled and completed");
	if (answer != 1 && (!trial->by_irq || trial->cancels))
		wrong(batch, i, tally, "not cancelled, not completed");
}

/* The completion came so much later than the other event. */
static int64_t distance(const struct race_trial *trial)
{
	return trial->other_ns ? trial->done_ns - trial->other_ns : INT64_MAX;
}

static bool is_near(const struct race_trial *trial)
{
	return distance(trial) >= -OFFSET_NS && distance(trial) < OFFSET_NS;
}

static bool completion_was_first(const struct batch *batch, const struct race_trial *trial)
{
	return batch->pair->where == RACE_AT_CANCEL ? trial->by_irq : !trial->moved;
}

static void count(const struct batch *batch, unsigned int i, struct tally *tally)
{
	const struct race_trial *trial = &batch->trials.trial[i];
	bool first = completion_was_first(batch, trial);
	unsigned int bin;

	tally->trials++;
	tally->ends += batch->seen[i];
	tally->finishes += trial->finishes;
	if (!is_near(trial))
		return;
	bin = (distance(trial) + OFFSET_NS) * BINS / (2 * OFFSET_NS);
	tally->near++;
	tally->first += first;
	tally->beside += trial->by_irq && trial->cancels;
	tally->bins[bin]++;
	tally->first_in[bin] += first;
}

int judge(const struct batch *batch, struct tally *tally)
{
	unsigned int i;
	int excess = 0;

	for (i = 0; i < batch->pair->n; i++) {
		const struct race_trial *trial = &batch->trials.trial[i];

		judge_driver(batch, i, tally);
		if (pair_is_seen(batch->pair))
			judge_program(batch, i, tally);
		if (batch->pair->other == CANCEL)
			judge_answer(batch, i, tally);
		count(batch, i, tally);
		if (is_close(i) && is_near(trial))
			excess += completion_was_first(batch, trial) ? 1 : -1;
	}
	return excess;
}
