// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who owns a command?  Every change of a slot's state is one of these functions.
 *
 * state.h draws the moves and says what each flag promises.  Successful exchanges
 * are full barriers: what was written to the slot before one is seen by whoever
 * makes the next.
 */
#include <linux/bug.h>

#include "state.h"

static bool ucmd_exchange(struct ucmd_state *state, u64 *old, u64 new)
{
	s64 expected = *old;
	bool done = atomic64_try_cmpxchg(&state->word, &expected, new);

	*old = expected;
	return done;
}

static u64 ucmd_with_phase(u64 word, enum ucmd_phase phase)
{
	return (word & ~(u64)UCMD_PHASE_MASK) | phase;
}

/* Give back references that were taken in vain; the caller relies on another. */
static void ucmd_unref(struct ucmd_state *state, int n)
{
	WARN_ON_ONCE(refcount_sub_and_test(n, &state->refs));
}

/* A slot of a new pool; nobody else knows it. */
void ucmd_state_init(struct ucmd_state *state, u32 generation)
{
	atomic64_set(&state->word, (u64)generation << 32 | UCMD_IDLE);
	refcount_set(&state->refs, 0);
}

/*
 * The slot is to serve a command whose handler is about to be called.  The caller
 * got it from the pool: it is idle, and nobody else's.  From the reference on,
 * others may look at it.
 */
void ucmd_state_get(struct ucmd_state *state)
{
	atomic64_or(UCMD_FRESH | UCMD_HANDLING, &state->word);
	/* pairs with ucmd_state_look() */
	smp_wmb();
	refcount_set(&state->refs, 1);
}

/*
 * Others may find the command from here on: waiting, or held by the driver.  The
 * command's reference comes first, for it may be over before this returns.
 */
void ucmd_state_publish(struct ucmd_state *state, enum ucmd_phase phase)
{
	refcount_inc(&state->refs);
	atomic64_add_return(phase - UCMD_FRESH, &state->word);
}

/*
 * The handler has returned.  True: somebody asked for .cancel meanwhile and left
 * it to us.  What the handler did is seen by .cancel.
 */
bool ucmd_state_handled(struct ucmd_state *state)
{
	return atomic64_fetch_andnot(UCMD_HANDLING, &state->word) & UCMD_ASKED;
}

/*
 * The command is on a queue, under whose lock it is handed to the driver.  False:
 * somebody withdraws it.
 */
bool ucmd_state_take(struct ucmd_state *state)
{
	u64 word = ucmd_state_word(state);

	do {
		if (ucmd_word_phase(word) != UCMD_WAITING)
			return false;
	} while (!ucmd_exchange(state, &word, ucmd_with_phase(word, UCMD_HELD)));
	return true;
}

/*
 * The driver gives the command back, to wait again.  True: the caller owns it,
 * writes on which queue it will be and then calls ucmd_state_requeue().  One that
 * the driver was asked to stop, or whose program is gone, does not wait again.
 */
bool ucmd_state_return(struct ucmd_state *state, u32 generation)
{
	u64 word = ucmd_state_word(state);

	do {
		if (ucmd_word_generation(word) != generation ||
		    ucmd_word_phase(word) != UCMD_HELD ||
		    word & (UCMD_ASKED | UCMD_PARTED))
			return false;
	} while (!ucmd_exchange(state, &word, ucmd_with_phase(word, UCMD_MOVING)));
	return true;
}

/* A returned command waits, from here on, under its queue's lock. */
void ucmd_state_requeue(struct ucmd_state *state)
{
	atomic64_add_return(UCMD_WAITING - UCMD_MOVING, &state->word);
}

/*
 * The framework ends a command that waits.  The caller takes it off its queue,
 * which cannot change any more.
 */
bool ucmd_state_withdraw(struct ucmd_state *state)
{
	u64 word = ucmd_state_word(state);

	do {
		if (ucmd_word_phase(word) != UCMD_WAITING)
			return false;
	} while (!ucmd_exchange(state, &word, ucmd_with_phase(word, UCMD_DONE)));
	return true;
}

/*
 * The driver completes a command.  True: the caller won, writes the outcome and
 * then calls ucmd_state_ready().  *@word is the state that was found.
 */
bool ucmd_state_claim(struct ucmd_state *state, u32 generation, u64 *word)
{
	*word = ucmd_state_word(state);
	do {
		if (ucmd_word_generation(*word) != generation ||
		    ucmd_word_phase(*word) != UCMD_HELD)
			return false;
	} while (!ucmd_exchange(state, word, ucmd_with_phase(*word, UCMD_DONE)));
	return true;
}

/*
 * The outcome of a claimed command is written.  True: the caller settles it.  Not
 * while .cancel may run: then who calls that does.
 */
bool ucmd_state_ready(struct ucmd_state *state, u64 *word)
{
	/* nobody asks any more, once the command was claimed */
	if (!(*word & UCMD_ASKED))
		return true;
	*word = atomic64_fetch_or(UCMD_READY, &state->word);
	return *word & UCMD_NUDGED;
}

/*
 * Ask the driver to stop, once; the caller has a reference.  @expired: 0, or
 * UCMD_EXPIRED.  The reference of the work that calls .cancel is taken here.
 */
enum ucmd_move ucmd_state_ask(struct ucmd_state *state, u32 expired)
{
	u64 word = ucmd_state_word(state);

	refcount_inc(&state->refs);
	do {
		if (ucmd_word_phase(word) != UCMD_HELD ||
		    word & (UCMD_ASKED | UCMD_PARTED)) {
			ucmd_unref(state, 1);
			return UCMD_TOO_LATE;
		}
	} while (!ucmd_exchange(state, &word, word | UCMD_ASKED | expired));
	return word & UCMD_HANDLING ? UCMD_MOVED : UCMD_MOVED_ASK;
}

/*
 * Part the program's side from a command the driver has; the caller keeps the
 * slot from being put meanwhile.  Once moved, the caller completes that side and
 * then puts the reference taken here.
 *
 * A command that the driver has completed is still with it as long as .cancel
 * runs: that may take its time, and a program that is killed must not wait.
 */
enum ucmd_move ucmd_state_part(struct ucmd_state *state, bool can_ask)
{
	u64 word = ucmd_state_word(state);
	int refs = can_ask ? 2 : 1;
	bool ask;

	refcount_add(refs, &state->refs);
	do {
		if ((ucmd_word_phase(word) != UCMD_HELD && !ucmd_word_asking(word)) ||
		    word & UCMD_PARTED) {
			ucmd_unref(state, refs);
			return UCMD_TOO_LATE;
		}
		if (word & UCMD_HANDLING) {
			ucmd_unref(state, refs);
			return UCMD_NOT_YET;
		}
		ask = can_ask && !(word & UCMD_ASKED);
	} while (!ucmd_exchange(state, &word,
				word | UCMD_PARTED | (ask ? UCMD_ASKED : 0)));
	if (can_ask && !ask)
		ucmd_unref(state, 1);
	return ask ? UCMD_MOVED_ASK : UCMD_MOVED;
}

/*
 * .cancel has returned, or found the command completed.  True: that was so, and
 * the caller settles it.
 */
bool ucmd_state_nudged(struct ucmd_state *state, u64 *word)
{
	*word = atomic64_fetch_or(UCMD_NUDGED, &state->word);
	return *word & UCMD_READY;
}

/* Get a reference to whatever the slot serves now.  False: it is idle. */
bool ucmd_state_look(struct ucmd_state *state)
{
	if (!refcount_inc_not_zero(&state->refs))
		return false;
	/* pairs with ucmd_state_get(): what the slot serves is seen */
	smp_acquire__after_ctrl_dep();
	return true;
}

/* Another reference, by who has one. */
void ucmd_state_hold(struct ucmd_state *state)
{
	refcount_inc(&state->refs);
}

/* True: that was the last reference, and the caller calls ucmd_state_idle(). */
bool ucmd_state_put(struct ucmd_state *state)
{
	return refcount_dec_and_test(&state->refs);
}

/* Names of the command that was end here. */
void ucmd_state_idle(struct ucmd_state *state)
{
	u32 generation = ucmd_word_generation(ucmd_state_word(state));

	atomic64_set_release(&state->word, (u64)(u32)(generation + 1) << 32 | UCMD_IDLE);
}
