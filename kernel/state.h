/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who owns a command?  The state of a slot, and the only moves there are.
 *
 * state.c is compiled into the framework and, unchanged, into the explorer in
 * test/model, which tries every interleaving of those who make the moves.
 *
 *	IDLE --get--> FRESH --hold--> HELD -------claim------> DONE --put--> IDLE
 *	                |             ^  |                      ^
 *	                |        take |  `-return-> MOVING      |
 *	                |             |                |        |
 *	                `---queue--> WAITING <-requeue-'         |
 *	                                `--------withdraw-------'
 *
 * The word of a slot holds a generation, the phase above and flags:
 *
 *	HANDLING  the handler has not returned
 *	ASKED	  the driver is owed one .cancel, or has had it
 *	EXPIRED	  because the deadline passed
 *	NUDGED	  .cancel has returned, or is not needed any more
 *	READY	  of a DONE command with ASKED: its outcome is written
 *	PARTED	  the program's side has been completed; what is left is the
 *		  driver's
 *
 * Invariants:
 *  - Each move is one atomic exchange of the whole word, so each has one winner,
 *    and none succeeds on another generation: a name that is out of date finds
 *    nothing.  The generation changes when the last reference is put.
 *  - A command goes to WAITING, and is taken, under its queue's lock.  Who
 *    withdraws it owns it first and then takes it off, under the lock: as long as
 *    it is WAITING, or withdrawn and not yet off, it stays on that queue.
 *  - Which queue that is, is written by the owner of the command before it waits:
 *    dispatch while FRESH, who returns it while MOVING.
 *  - Who makes the move to DONE writes the outcome and then settles the command:
 *    sees to it that .finish runs once and that the program's side is completed
 *    once, unless PARTED says that it was.  After ASKED the later one of the
 *    completing context (READY) and the asking one (NUDGED) does, so that
 *    .finish never runs beside .cancel.
 *  - Who sets PARTED completes the program's side.
 *  - References: dispatch's while the handler runs; the command's until it is
 *    settled; one for a program's side that was parted until that is completed;
 *    one for each time the slot's work is queued; one for each that looks at a
 *    slot from outside.
 */
#ifndef _UCMD_STATE_H
#define _UCMD_STATE_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/refcount.h>
#include <linux/types.h>

enum ucmd_phase {
	UCMD_IDLE,
	UCMD_FRESH,
	UCMD_MOVING,
	UCMD_WAITING,
	UCMD_HELD,
	UCMD_DONE,
};

#define UCMD_PHASE_MASK	0x7U
#define UCMD_HANDLING	BIT(3)
#define UCMD_ASKED	BIT(4)
#define UCMD_EXPIRED	BIT(5)
#define UCMD_NUDGED	BIT(6)
#define UCMD_READY	BIT(7)
#define UCMD_PARTED	BIT(8)

/**
 * struct ucmd_state - the state of a slot
 * @word: generation (upper half), phase and flags (lower half)
 * @refs: references, see above
 */
struct ucmd_state {
	atomic64_t word;
	refcount_t refs;
};

/* What a move that may fail came to. */
enum ucmd_move {
	UCMD_TOO_LATE,	/* somebody else's move came first */
	UCMD_NOT_YET,	/* the handler has not returned: try again later */
	UCMD_MOVED,
	UCMD_MOVED_ASK,	/* and the slot's work must be queued: .cancel is owed */
};

static inline u64 ucmd_state_word(const struct ucmd_state *state)
{
	return atomic64_read(&state->word);
}

static inline enum ucmd_phase ucmd_word_phase(u64 word)
{
	return word & UCMD_PHASE_MASK;
}

static inline u32 ucmd_word_generation(u64 word)
{
	return word >> 32;
}

static inline bool ucmd_word_is_held(u64 word, u32 generation)
{
	return ucmd_word_generation(word) == generation &&
	       ucmd_word_phase(word) == UCMD_HELD;
}

/* Does .cancel run, or is it owed? */
static inline bool ucmd_word_asking(u64 word)
{
	return (word & (UCMD_ASKED | UCMD_NUDGED)) == UCMD_ASKED;
}

/* Is the driver's code, or what it started, at work on the command? */
static inline bool ucmd_word_with_driver(u64 word)
{
	return ucmd_word_phase(word) == UCMD_HELD ||
	       ucmd_word_phase(word) == UCMD_MOVING || ucmd_word_asking(word);
}

void ucmd_state_init(struct ucmd_state *state, u32 generation);
void ucmd_state_get(struct ucmd_state *state);
void ucmd_state_publish(struct ucmd_state *state, enum ucmd_phase phase);
bool ucmd_state_handled(struct ucmd_state *state);
bool ucmd_state_take(struct ucmd_state *state);
bool ucmd_state_return(struct ucmd_state *state, u32 generation);
void ucmd_state_requeue(struct ucmd_state *state);
bool ucmd_state_withdraw(struct ucmd_state *state);
bool ucmd_state_claim(struct ucmd_state *state, u32 generation, u64 *word);
bool ucmd_state_ready(struct ucmd_state *state, u64 *word);
enum ucmd_move ucmd_state_ask(struct ucmd_state *state, u32 expired);
enum ucmd_move ucmd_state_part(struct ucmd_state *state, bool can_ask);
bool ucmd_state_nudged(struct ucmd_state *state, u64 *word);
bool ucmd_state_look(struct ucmd_state *state);
void ucmd_state_hold(struct ucmd_state *state);
bool ucmd_state_put(struct ucmd_state *state);
void ucmd_state_idle(struct ucmd_state *state);

#endif /* _UCMD_STATE_H */
