// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does each move do what state.h says, from every state?  Each test is run for each
 * phase, goes through all combinations of flags there, and compares what the move
 * does with what it is said to do.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "../../kernel/state.c"

#define GENERATION	0x80000007U
#define REFS		5

#define for_each_flags(flags) \
	for (flags = 0; flags < UCMD_PARTED << 1; flags += UCMD_HANDLING)

struct phase {
	enum ucmd_phase phase;
	const char *name;
};

static const struct phase phases[] = {
	{ UCMD_IDLE, "IDLE" },
	{ UCMD_FRESH, "FRESH" },
	{ UCMD_MOVING, "MOVING" },
	{ UCMD_WAITING, "WAITING" },
	{ UCMD_HELD, "HELD" },
	{ UCMD_DONE, "DONE" },
};

KUNIT_ARRAY_PARAM_DESC(phase, phases, name);

static enum ucmd_phase phase_of(struct kunit *test)
{
	const struct phase *phase = test->param_value;

	return phase->phase;
}

static u64 word_of(enum ucmd_phase phase, u64 flags)
{
	return (u64)GENERATION << 32 | flags | phase;
}

static struct ucmd_state state_in(u64 word)
{
	struct ucmd_state state = {
		.word = ATOMIC64_INIT(word),
		.refs = REFCOUNT_INIT(REFS),
	};

	return state;
}

/* @state came from @word, and is as it should be: @to, with @refs more references. */
static void expect_state(struct kunit *test, struct ucmd_state *state, u64 word,
			 u64 to, int refs)
{
	KUNIT_EXPECT_EQ_MSG(test, (u64)atomic64_read(&state->word), to, "from %#llx", word);
	KUNIT_EXPECT_EQ_MSG(test, refcount_read(&state->refs), REFS + refs, "from %#llx",
			    word);
}

/* ------------------------------------------------------------------------
 * Moves from phase to phase
 */

static void test_take(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		struct ucmd_state state = state_in(word);
		bool may = phase == UCMD_WAITING;

		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_take(&state), may, "from %#llx", word);
		expect_state(test, &state, word, may ? word_of(UCMD_HELD, flags) : word, 0);
	}
}

static void test_withdraw(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		struct ucmd_state state = state_in(word);
		bool may = phase == UCMD_WAITING;

		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_withdraw(&state), may, "from %#llx",
				    word);
		expect_state(test, &state, word, may ? word_of(UCMD_DONE, flags) : word, 0);
	}
}

static void test_return(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		struct ucmd_state state = state_in(word);
		bool may = phase == UCMD_HELD && !(flags & (UCMD_ASKED | UCMD_PARTED));

		KUNIT_EXPECT_FALSE(test, ucmd_state_return(&state, GENERATION - 1));
		KUNIT_EXPECT_FALSE(test, ucmd_state_return(&state, GENERATION + 1));
		expect_state(test, &state, word, word, 0);
		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_return(&state, GENERATION), may,
				    "from %#llx", word);
		expect_state(test, &state, word, may ? word_of(UCMD_MOVING, flags) : word, 0);
		if (!may)
			continue;
		ucmd_state_requeue(&state);
		expect_state(test, &state, word, word_of(UCMD_WAITING, flags), 0);
	}
}

static void test_claim(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags, found;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		struct ucmd_state state = state_in(word);
		bool may = phase == UCMD_HELD;

		KUNIT_EXPECT_FALSE(test, ucmd_state_claim(&state, GENERATION - 1, &found));
		KUNIT_EXPECT_FALSE(test, ucmd_state_claim(&state, GENERATION + 1, &found));
		expect_state(test, &state, word, word, 0);
		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_claim(&state, GENERATION, &found), may,
				    "from %#llx", word);
		KUNIT_EXPECT_EQ(test, found, word);
		expect_state(test, &state, word, may ? word_of(UCMD_DONE, flags) : word, 0);
	}
}

/* ------------------------------------------------------------------------
 * Moves of flags
 */

static void test_handled(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		struct ucmd_state state = state_in(word);

		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_handled(&state), !!(flags & UCMD_ASKED),
				    "from %#llx", word);
		expect_state(test, &state, word, word & ~(u64)UCMD_HANDLING, 0);
	}
}

static void test_ready(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags), found = word;
		struct ucmd_state state = state_in(word);
		bool asked = flags & UCMD_ASKED;

		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_ready(&state, &found),
				    !asked || flags & UCMD_NUDGED, "from %#llx", word);
		KUNIT_EXPECT_EQ(test, found, word);
		expect_state(test, &state, word, asked ? word | UCMD_READY : word, 0);
	}
}

/* It was parted after it was claimed: who settles it is told. */
static void test_ready_finds(struct kunit *test)
{
	u64 word = word_of(UCMD_DONE, UCMD_ASKED | UCMD_NUDGED | UCMD_PARTED);
	u64 found = word_of(UCMD_HELD, UCMD_ASKED);
	struct ucmd_state state = state_in(word);

	KUNIT_EXPECT_TRUE(test, ucmd_state_ready(&state, &found));
	KUNIT_EXPECT_EQ(test, found, word);
}

static void test_nudged(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags, found;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		struct ucmd_state state = state_in(word);

		KUNIT_EXPECT_EQ_MSG(test, ucmd_state_nudged(&state, &found),
				    !!(flags & UCMD_READY), "from %#llx", word);
		KUNIT_EXPECT_EQ(test, found, word);
		expect_state(test, &state, word, word | UCMD_NUDGED, 0);
	}
}

static void expect_ask(struct kunit *test, u64 word, u64 expired)
{
	struct ucmd_state state = state_in(word);
	enum ucmd_move move = UCMD_TOO_LATE;

	if (ucmd_word_phase(word) == UCMD_HELD && !(word & (UCMD_ASKED | UCMD_PARTED)))
		move = word & UCMD_HANDLING ? UCMD_MOVED : UCMD_MOVED_ASK;
	KUNIT_EXPECT_EQ_MSG(test, ucmd_state_ask(&state, expired), move, "from %#llx", word);
	if (move == UCMD_TOO_LATE)
		expect_state(test, &state, word, word, 0);
	else
		expect_state(test, &state, word, word | UCMD_ASKED | expired, 1);
}

static void test_ask(struct kunit *test)
{
	u64 flags;

	for_each_flags(flags) {
		expect_ask(test, word_of(phase_of(test), flags), 0);
		expect_ask(test, word_of(phase_of(test), flags), UCMD_EXPIRED);
	}
}

static void expect_part(struct kunit *test, u64 word, bool can_ask)
{
	bool with_driver = ucmd_word_phase(word) == UCMD_HELD ||
			   (word & UCMD_ASKED && !(word & UCMD_NUDGED));
	bool ask = can_ask && !(word & UCMD_ASKED);
	struct ucmd_state state = state_in(word);
	enum ucmd_move move = ask ? UCMD_MOVED_ASK : UCMD_MOVED;

	if (!with_driver || word & UCMD_PARTED)
		move = UCMD_TOO_LATE;
	else if (word & UCMD_HANDLING)
		move = UCMD_NOT_YET;
	KUNIT_EXPECT_EQ_MSG(test, ucmd_state_part(&state, can_ask), move, "from %#llx", word);
	if (move < UCMD_MOVED)
		expect_state(test, &state, word, word, 0);
	else
		expect_state(test, &state, word,
			     word | UCMD_PARTED | (ask ? UCMD_ASKED : 0), ask ? 2 : 1);
}

static void test_part(struct kunit *test)
{
	u64 flags;

	for_each_flags(flags) {
		expect_part(test, word_of(phase_of(test), flags), false);
		expect_part(test, word_of(phase_of(test), flags), true);
	}
}

/* ------------------------------------------------------------------------
 * What a word says
 */

static void test_words(struct kunit *test)
{
	enum ucmd_phase phase = phase_of(test);
	u64 flags;

	for_each_flags(flags) {
		u64 word = word_of(phase, flags);
		bool asking = flags & UCMD_ASKED && !(flags & UCMD_NUDGED);

		KUNIT_EXPECT_EQ(test, ucmd_word_phase(word), phase);
		KUNIT_EXPECT_EQ(test, ucmd_word_generation(word), GENERATION);
		KUNIT_EXPECT_EQ(test, ucmd_word_is_held(word, GENERATION), phase == UCMD_HELD);
		KUNIT_EXPECT_FALSE(test, ucmd_word_is_held(word, GENERATION + 1));
		KUNIT_EXPECT_EQ(test, ucmd_word_asking(word), asking);
		KUNIT_EXPECT_EQ(test, ucmd_word_with_driver(word),
				asking || phase == UCMD_HELD || phase == UCMD_MOVING);
	}
}

/* ------------------------------------------------------------------------
 * The life of a slot
 */

static void test_life(struct kunit *test)
{
	struct ucmd_state state;
	u64 word;

	ucmd_state_init(&state, GENERATION);
	KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), word_of(UCMD_IDLE, 0));
	KUNIT_EXPECT_FALSE(test, ucmd_state_look(&state));

	ucmd_state_get(&state);
	KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), word_of(UCMD_FRESH, UCMD_HANDLING));
	KUNIT_EXPECT_EQ(test, refcount_read(&state.refs), 1);

	ucmd_state_publish(&state, UCMD_WAITING);
	KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), word_of(UCMD_WAITING, UCMD_HANDLING));
	KUNIT_EXPECT_EQ(test, refcount_read(&state.refs), 2);
	KUNIT_EXPECT_FALSE(test, ucmd_state_handled(&state));
	KUNIT_EXPECT_FALSE(test, ucmd_state_put(&state));

	KUNIT_EXPECT_TRUE(test, ucmd_state_look(&state));
	ucmd_state_hold(&state);
	KUNIT_EXPECT_EQ(test, refcount_read(&state.refs), 3);
	KUNIT_EXPECT_FALSE(test, ucmd_state_put(&state));
	KUNIT_EXPECT_FALSE(test, ucmd_state_put(&state));

	KUNIT_EXPECT_TRUE(test, ucmd_state_take(&state));
	KUNIT_EXPECT_TRUE(test, ucmd_state_claim(&state, GENERATION, &word));
	KUNIT_EXPECT_TRUE(test, ucmd_state_ready(&state, &word));
	KUNIT_EXPECT_TRUE(test, ucmd_state_put(&state));
	KUNIT_EXPECT_FALSE(test, ucmd_state_look(&state));
	ucmd_state_idle(&state);
	KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), (u64)(GENERATION + 1) << 32);
}

static void test_publish_held(struct kunit *test)
{
	struct ucmd_state state;

	ucmd_state_init(&state, GENERATION);
	ucmd_state_get(&state);
	ucmd_state_publish(&state, UCMD_HELD);
	KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), word_of(UCMD_HELD, UCMD_HANDLING));
	KUNIT_EXPECT_EQ(test, refcount_read(&state.refs), 2);
}

/* Whatever was left in the word, the next command starts without it. */
static void test_idle(struct kunit *test)
{
	u64 flags;

	for_each_flags(flags) {
		struct ucmd_state state = state_in(word_of(phase_of(test), flags));

		ucmd_state_idle(&state);
		KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), (u64)(GENERATION + 1) << 32);
	}
}

static void test_last_generation(struct kunit *test)
{
	struct ucmd_state state;

	ucmd_state_init(&state, U32_MAX);
	ucmd_state_get(&state);
	KUNIT_EXPECT_TRUE(test, ucmd_state_put(&state));
	ucmd_state_idle(&state);
	KUNIT_EXPECT_EQ(test, ucmd_state_word(&state), 0ULL);
}

static struct kunit_case state_cases[] = {
	KUNIT_CASE_PARAM(test_take, phase_gen_params),
	KUNIT_CASE_PARAM(test_withdraw, phase_gen_params),
	KUNIT_CASE_PARAM(test_return, phase_gen_params),
	KUNIT_CASE_PARAM(test_claim, phase_gen_params),
	KUNIT_CASE_PARAM(test_handled, phase_gen_params),
	KUNIT_CASE_PARAM(test_ready, phase_gen_params),
	KUNIT_CASE(test_ready_finds),
	KUNIT_CASE_PARAM(test_nudged, phase_gen_params),
	KUNIT_CASE_PARAM(test_ask, phase_gen_params),
	KUNIT_CASE_PARAM(test_part, phase_gen_params),
	KUNIT_CASE_PARAM(test_words, phase_gen_params),
	KUNIT_CASE(test_life),
	KUNIT_CASE(test_publish_held),
	KUNIT_CASE_PARAM(test_idle, phase_gen_params),
	KUNIT_CASE(test_last_generation),
	{ }
};

static struct kunit_suite state_suite = {
	.name = "ucmd-state",
	.test_cases = state_cases,
};

kunit_test_suite(state_suite);

MODULE_DESCRIPTION("ucmd: tests of the parts that need no device");
MODULE_LICENSE("GPL");
