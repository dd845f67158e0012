// SPDX-License-Identifier: GPL-2.0-only
/*
 * How is every interleaving visited?  Depth first; each state once.
 *
 * A state is what is shared and what is on the actors' stacks, byte by byte: that
 * decides everything that can follow.  Going back is copying back: the shared
 * bytes, and the stack of the one actor that moved.
 *
 * Actors are switched with __builtin_setjmp(), which leaves every register that
 * matters on the stack; the buffer's first words are frame, label and stack.
 */
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "explore.h"

#define STACK_SIZE	(32 * 1024)
#define DEPTH_MAX	2000

struct actor {
	const char *name;
	const char *doing;
	void (*body)(void);
	bool daemon;
	bool ended;
	bool settled;
	int choices;
	int choice;
	bool (*ready)(long arg);
	long arg;
	void *context[5];
};

static struct actor actors[ACTORS_MAX];
static char stacks[ACTORS_MAX][STACK_SIZE] __attribute__((aligned(64)));
static int nr_actors, current;
static void *scheduler[5];
static void (*final_check)(void);

unsigned long explore_states, explore_transitions;

/* The way from the first state to the present one. */
static struct {
	unsigned char actor, choice;
} path[DEPTH_MAX];
static int depth;

static bool failed, speaking;
static char failure[256];

/* ------------------------------------------------------------------------
 * Actors
 */

int self(void)
{
	return current;
}

static __attribute__((noipa)) void to_scheduler(void)
{
	__builtin_longjmp(scheduler, 1);
}

static __attribute__((noipa)) void suspend(void)
{
	if (!__builtin_setjmp(actors[current].context))
		to_scheduler();
}

void step_when(bool (*ready)(long arg), long arg)
{
	struct actor *actor = &actors[current];

	actor->settled = false;
	actor->ready = ready;
	actor->arg = arg;
	actor->choices = 1;
	suspend();
}

void step(void)
{
	if (actors[current].settled)
		actors[current].settled = false;
	else
		step_when(NULL, 0);
}

void step_private(void)
{
	step();
	actors[current].settled = true;
}

int choose(int n)
{
	actors[current].settled = false;
	actors[current].ready = NULL;
	actors[current].choices = n;
	suspend();
	return actors[current].choice;
}

void doing(const char *function)
{
	actors[current].doing = function;
}

void say(const char *format, ...)
{
	va_list args;

	if (!speaking)
		return;
	printf("  %-10s %-24s ", actors[current].name, actors[current].doing ?: "");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/* The first violation ends the search; the actor that makes it goes no further. */
void violated(const char *format, ...)
{
	va_list args;

	if (!failed) {
		va_start(args, format);
		vsnprintf(failure, sizeof(failure), format, args);
		va_end(args);
	}
	failed = true;
	if (current >= 0)
		to_scheduler();
}

static void actor_main(void)
{
	actors[current].body();
	actors[current].ended = true;
	to_scheduler();
}

void explore_actor(const char *name, void (*body)(void), bool daemon)
{
	actors[nr_actors++] = (struct actor){ .name = name, .body = body, .daemon = daemon };
}

/* Let an actor run to where it waits for its first turn. */
static __attribute__((noipa)) void actor_start(int i)
{
	static ucontext_t start, back;

	getcontext(&start);
	start.uc_stack.ss_sp = stacks[i];
	start.uc_stack.ss_size = STACK_SIZE;
	start.uc_link = NULL;
	makecontext(&start, actor_main, 0);
	current = i;
	if (!__builtin_setjmp(scheduler))
		swapcontext(&back, &start);
	current = -1;
}

static __attribute__((noipa)) void actor_resume(void *context[])
{
	__builtin_longjmp(context, 1);
}

static __attribute__((noipa)) void actor_go(int i, int choice)
{
	current = i;
	actors[i].choice = choice;
	if (!__builtin_setjmp(scheduler))
		actor_resume(actors[i].context);
	current = -1;
}

/* What is on the stack of an actor that has not ended. */
static char *stack_low(int i)
{
	return actors[i].context[2];
}

static size_t stack_size(int i)
{
	return stacks[i] + STACK_SIZE - stack_low(i);
}

static bool actor_ready(const struct actor *actor)
{
	return !actor->ended && (!actor->ready || actor->ready(actor->arg));
}

/* ------------------------------------------------------------------------
 * States
 */

static u64 *seen;
static size_t seen_size, seen_used;

static u64 hash_bytes(u64 hash, const void *bytes, size_t size)
{
	const u64 *word = bytes;
	size_t n;

	for (n = 0; n < size / sizeof(u64); n++) {
		hash = (hash ^ word[n]) * 0x9e3779b97f4a7c15ULL;
		hash ^= hash >> 29;
	}
	return hash;
}

static u64 state_hash(void)
{
	u64 hash = hash_bytes(1, explore_shared, explore_shared_size);
	int i;

	for (i = 0; i < nr_actors; i++)
		if (actors[i].ended)
			hash = hash * 31 + i;
		else
			hash = hash_bytes(hash, stack_low(i), stack_size(i));
	return hash ?: 1;
}

static bool seen_add(u64 *table, size_t size, u64 hash)
{
	size_t at;

	for (at = hash & (size - 1); table[at]; at = (at + 1) & (size - 1))
		if (table[at] == hash)
			return false;
	table[at] = hash;
	return true;
}

static u64 *seen_table(size_t size)
{
	u64 *table = calloc(size, sizeof(*table));

	if (!table) {
		perror("explore");
		exit(2);
	}
	return table;
}

static void seen_grow(void)
{
	size_t bigger = seen_size ? 2 * seen_size : 1 << 16;
	u64 *table = seen_table(bigger);
	size_t at;

	for (at = 0; at < seen_size; at++)
		if (seen[at])
			seen_add(table, bigger, seen[at]);
	free(seen);
	seen = table;
	seen_size = bigger;
}

static bool state_is_new(void)
{
	if (2 * seen_used >= seen_size)
		seen_grow();
	if (!seen_add(seen, seen_size, state_hash()))
		return false;
	seen_used++;
	return true;
}

/* What is needed to go back to before actor @i moved. */
struct before {
	struct actor actor;
	char bytes[];
};

static struct before *before_take(int i)
{
	struct before *before = malloc(sizeof(*before) + explore_shared_size + stack_size(i));

	if (!before) {
		perror("explore");
		exit(2);
	}
	before->actor = actors[i];
	memcpy(before->bytes, explore_shared, explore_shared_size);
	memcpy(before->bytes + explore_shared_size, stack_low(i), stack_size(i));
	return before;
}

static void before_restore(const struct before *before, int i)
{
	actors[i] = before->actor;
	memcpy(explore_shared, before->bytes, explore_shared_size);
	memcpy(stack_low(i), before->bytes + explore_shared_size, stack_size(i));
}

/* ------------------------------------------------------------------------
 * The search
 */

/* Nobody can go on. */
static void state_final(void)
{
	int i;

	for (i = 0; i < nr_actors; i++)
		if (!actors[i].ended && !actors[i].daemon) {
			violated("deadlock: %s waits for ever, in %s", actors[i].name,
				 actors[i].doing);
			return;
		}
	final_check();
}

static void search(void)
{
	bool stuck = true;
	int i, choice;

	if (!state_is_new())
		return;
	explore_states++;
	if (depth == DEPTH_MAX) {
		violated("an execution of more than %d steps", DEPTH_MAX);
		return;
	}
	for (i = 0; i < nr_actors; i++) {
		struct before *before;

		if (!actor_ready(&actors[i]))
			continue;
		stuck = false;
		before = before_take(i);
		for (choice = 0; choice < before->actor.choices && !failed; choice++) {
			explore_transitions++;
			path[depth].actor = i;
			path[depth].choice = choice;
			actor_go(i, choice);
			depth++;
			if (!failed)
				search();
			if (failed)
				break;
			depth--;
			before_restore(before, i);
		}
		free(before);
		if (failed)
			return;
	}
	if (stuck)
		state_final();
}

/* Walk the path to the violation once more, and tell. */
static void retell(const char *shared, const struct actor *first, const char *first_stacks)
{
	int n, steps = depth;

	memcpy(explore_shared, shared, explore_shared_size);
	memcpy(actors, first, sizeof(actors));
	memcpy(stacks, first_stacks, sizeof(stacks));
	speaking = true;
	for (n = 0; n < steps; n++)
		actor_go(path[n].actor, path[n].choice);
	speaking = false;
	printf("  => %s (%d steps)\n", failure, steps);
}

bool explore(void (*final)(void))
{
	static struct actor first[ACTORS_MAX];
	static char first_stacks[sizeof(stacks)];
	char *shared = malloc(explore_shared_size);
	int i;

	final_check = final;
	explore_states = 0;
	explore_transitions = 0;
	failed = false;
	depth = 0;
	free(seen);
	seen = NULL;
	seen_size = 0;
	seen_used = 0;
	for (i = 0; i < nr_actors; i++)
		actor_start(i);
	memcpy(shared, explore_shared, explore_shared_size);
	memcpy(first, actors, sizeof(actors));
	memcpy(first_stacks, stacks, sizeof(stacks));
	search();
	if (failed)
		retell(shared, first, first_stacks);
	free(shared);
	nr_actors = 0;
	return !failed;
}
