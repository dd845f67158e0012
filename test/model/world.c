// SPDX-License-Identifier: GPL-2.0-only
/*
 * What do the actors share?  The operations on it, each one step.
 *
 * Weak memory.  Atomic operations are interleaved; plain accesses are checked for
 * races instead: each must know of the last write to its place, and a write of the
 * last reads, through barriers that the code has, of the strength it has.  Without
 * a race, no machine shows more than the interleavings do.  One store whose order
 * matters without a race, that of sbitmap_put(), is kept in a store buffer.
 */
#include <string.h>

#include "world.h"

struct world w;
void *const explore_shared = &w;
const size_t explore_shared_size = sizeof(w);

static const char *const plain_names[PLAINS] = {
	[PLAIN_FIELDS] = "slot->op, ->file, ...",
	[PLAIN_KEEPS_FILE] = "slot->keeps_file",
	[PLAIN_DEADLINE] = "slot->deadline",
	[PLAIN_QUEUE] = "slot->queue",
	[PLAIN_OUT] = "slot->out",
	[PLAIN_NODE] = "slot->node",
	[PLAIN_PARTED] = "parted",
};

void world_reset(void)
{
	int i;

	memset(&w, 0, sizeof(w));
	for (i = 0; i < ACTORS_MAX; i++)
		w.known[i] = ~(known_t)0;
	w.state.word.counter = (u64)GENERATION << 32;
	w.bit_buffered = NOBODY;
	w.core_refs = 2;	/* the registration's, and the file's */
	w.gate_open = 1;
	w.next_generation = GENERATION;
}

/* ------------------------------------------------------------------------
 * Knowledge
 */

#define PLACE_BITS	(ACTORS_MAX + 1)

static known_t write_bit(enum plain place)
{
	return (known_t)1 << (place * PLACE_BITS);
}

static known_t read_bits(enum plain place)
{
	return (((known_t)1 << ACTORS_MAX) - 1) << (place * PLACE_BITS + 1);
}

static known_t read_bit(enum plain place, int actor)
{
	return (known_t)1 << (place * PLACE_BITS + 1 + actor);
}

/* Only the caller knows of @bits now; @all: everybody does. */
static void known_only_here(known_t bits, bool all)
{
	int i;

	for (i = 0; i < ACTORS_MAX; i++)
		w.known[i] = all ? w.known[i] | bits : w.known[i] & ~bits;
	for (i = 0; i < SYNCS; i++)
		w.carried[i] = all ? w.carried[i] | bits : w.carried[i] & ~bits;
	w.known[self()] |= bits;
}

static void buffer_flush(void)
{
	if (w.bit_buffered == self()) {
		w.bit_buffered = NOBODY;
		w.bit_used = 0;
	}
}

void hand_over(enum sync sync)
{
	w.carried[sync] |= w.known[self()];
}

void receive(enum sync sync)
{
	w.known[self()] |= w.carried[sync];
}

/* A full barrier that is also where knowledge is exchanged. */
static void exchange(enum sync sync)
{
	receive(sync);
	hand_over(sync);
	buffer_flush();
}

void smp_mb(void)
{
	buffer_flush();
}

static void slot_memory(void)
{
	if (w.core_freed)
		violated("use after free: the slot's memory");
}

/* From here on the caller speaks of what the slot serves now. */
void slot_found(void)
{
	w.at[self()] = w.serving;
}

static void plain_access(enum plain place, bool write)
{
	known_t needed = write_bit(place);

	if (place <= PLAIN_NODE) {
		slot_memory();
		if (!w.serving || w.at[self()] != w.serving)
			violated("%s is used after the last put", plain_names[place]);
	} else if (!w.program_side || w.at[self()] != w.program_side) {
		violated("use after free: ioucmd or waiter, its %s", plain_names[place]);
	}
	if (write)
		needed |= read_bits(place);
	if (needed & ~w.known[self()])
		violated("data race: %s is %s, and nothing orders that after the last %s",
			 plain_names[place], write ? "written" : "read",
			 write ? "access" : "write");
}

s16 plain_read(enum plain place)
{
	step_private();
	plain_access(place, false);
	known_only_here(read_bit(place, self()), false);
	say("reads %s: %d", plain_names[place], w.plain[place]);
	return w.plain[place];
}

void plain_write(enum plain place, s16 value)
{
	step_private();
	plain_access(place, true);
	known_only_here(read_bits(place), true);
	known_only_here(write_bit(place), false);
	w.plain[place] = value;
	say("writes %s = %d", plain_names[place], value);
}

/* ------------------------------------------------------------------------
 * The word
 */

static const char *word_text(u64 word)
{
	static const char *const phases[] = {
		"IDLE", "FRESH", "MOVING", "WAITING", "HELD", "DONE", "6?", "7?"
	};
	static char texts[4][80];
	static int next;
	char *text = texts[next++ % 4];

	snprintf(text, sizeof(texts[0]), "%u:%s%s%s%s%s%s%s", ucmd_word_generation(word),
		 phases[ucmd_word_phase(word)],
		 word & UCMD_HANDLING ? "+HANDLING" : "", word & UCMD_ASKED ? "+ASKED" : "",
		 word & UCMD_EXPIRED ? "+EXPIRED" : "", word & UCMD_NUDGED ? "+NUDGED" : "",
		 word & UCMD_READY ? "+READY" : "", word & UCMD_PARTED ? "+PARTED" : "");
	return text;
}

static u64 word_seen(u64 word)
{
	slot_memory();
	w.seen_word[self()] = word;
	return word;
}

s64 atomic64_read(const atomic64_t *v)
{
	step();
	say("reads the word: %s", word_text(v->counter));
	return word_seen(v->counter);
}

static void word_set(atomic64_t *v, s64 value, bool release)
{
	step();
	slot_memory();
	say("word %s -> %s", word_text(v->counter), word_text(value));
	v->counter = value;
	w.carried[SYNC_WORD] = release ? w.known[self()] : 0;
}

void atomic64_set(atomic64_t *v, s64 value)
{
	word_set(v, value, false);
}

void atomic64_set_release(atomic64_t *v, s64 value)
{
	word_set(v, value, true);
}

/* Returns nothing, so it orders nothing. */
void atomic64_or(s64 bits, atomic64_t *v)
{
	step();
	slot_memory();
	say("word %s -> %s", word_text(v->counter), word_text(v->counter | bits));
	v->counter |= bits;
}

static s64 word_exchange(atomic64_t *v, s64 value)
{
	s64 old = v->counter;

	say("word %s -> %s", word_text(old), word_text(value));
	exchange(SYNC_WORD);
	v->counter = value;
	return word_seen(old);
}

s64 atomic64_fetch_or(s64 bits, atomic64_t *v)
{
	step();
	return word_exchange(v, v->counter | bits);
}

s64 atomic64_fetch_andnot(s64 bits, atomic64_t *v)
{
	step();
	return word_exchange(v, v->counter & ~bits);
}

s64 atomic64_add_return(s64 value, atomic64_t *v)
{
	step();
	return word_exchange(v, v->counter + value) + value;
}

bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 value)
{
	step();
	if (v->counter != *old) {
		say("the word has changed: %s", word_text(v->counter));
		*old = word_seen(v->counter);
		return false;
	}
	word_exchange(v, value);
	return true;
}

/* The caller's next store comes after all those before; its reads may still. */
void smp_wmb(void)
{
	enum plain place;

	for (place = 0; place < PLAINS; place++)
		w.fenced |= w.known[self()] & write_bit(place);
}

/* Of the relaxed operations that one may follow, on what a looker tests. */
void smp_acquire__after_ctrl_dep(void)
{
	receive(SYNC_REFS);
}

/* ------------------------------------------------------------------------
 * References
 */

static void refs_set(refcount_t *r, int n, bool release)
{
	step();
	slot_memory();
	if (r->count)
		violated("a slot with %d references is got", r->count);
	r->count = n;
	w.carried[SYNC_REFS] = release ? w.known[self()] : w.fenced;
	w.fenced = 0;
	say("refs = %d", n);
}

void refcount_set(refcount_t *r, int n)
{
	refs_set(r, n, false);
}

void refcount_set_release(refcount_t *r, int n)
{
	refs_set(r, n, true);
}

void refcount_add(int n, refcount_t *r)
{
	step();
	slot_memory();
	if (r->count <= 0)
		violated("refcount_t: a reference is taken where none is left");
	r->count += n;
	say("refs +%d: %d", n, r->count);
}

void refcount_inc(refcount_t *r)
{
	refcount_add(1, r);
}

bool refcount_inc_not_zero(refcount_t *r)
{
	step();
	slot_memory();
	if (!r->count) {
		say("refs: 0");
		return false;
	}
	r->count++;
	say("refs +1: %d", r->count);
	return true;
}

bool refcount_sub_and_test(int n, refcount_t *r)
{
	step();
	slot_memory();
	if (r->count < n)
		violated("refcount_t: a reference is put that nobody has");
	r->count -= n;
	hand_over(SYNC_REFS);
	if (!r->count)
		receive(SYNC_REFS);
	say("refs -%d: %d", n, r->count);
	return !r->count;
}

bool refcount_dec_and_test(refcount_t *r)
{
	return refcount_sub_and_test(1, r);
}

static bool other_word(long actor)
{
	return (u64)w.state.word.counter != w.seen_word[actor];
}

/* In place of "a moment later": when it makes a difference. */
void wait_for_other_word(void)
{
	step_when(other_word, self());
}

/* ------------------------------------------------------------------------
 * RCU
 */

/* What waits for a grace period has waited long enough at the earliest moment. */
static void rcu_left(int reader)
{
	int i;

	for (i = 0; i < ACTORS_MAX; i++)
		w.rcu_grace[i] &= ~BIT(reader);
	w.rcu_free &= ~BIT(reader);
	if (w.core_exiting && !w.rcu_free)
		w.core_freed = 1;
}

static u16 rcu_readers(void)
{
	u16 readers = 0;
	int i;

	for (i = 0; i < ACTORS_MAX; i++)
		if (w.rcu_nest[i])
			readers |= BIT(i);
	return readers;
}

/* A section ends with the last access in it: later is only safer. */
void rcu_read_lock(void)
{
	step_private();
	w.rcu_nest[self()]++;
	receive(SYNC_GRACE);
	say("rcu_read_lock()");
}

void rcu_read_unlock(void)
{
	hand_over(SYNC_RCU);
	if (!--w.rcu_nest[self()])
		rcu_left(self());
	say("rcu_read_unlock()");
}

static bool rcu_over(long actor)
{
	return !w.rcu_grace[actor];
}

void synchronize_rcu(void)
{
	step();
	hand_over(SYNC_GRACE);
	w.rcu_grace[self()] = rcu_readers();
	say("synchronize_rcu() begins");
	step_when(rcu_over, self());
	receive(SYNC_RCU);
	buffer_flush();
	say("synchronize_rcu() ends");
}

/* ------------------------------------------------------------------------
 * Locks
 */

static bool queue_is_free(long queue)
{
	return !w.queue_lock[queue];
}

static void queue_memory(int queue)
{
	if (w.queue_freed[queue])
		violated("use after free: queue %d", queue);
}

/* With interrupts off, so it is an RCU read-side section as well. */
void queue_lock(int queue)
{
	step();
	queue_memory(queue);
	if (!queue_is_free(queue))
		step_when(queue_is_free, queue);
	queue_memory(queue);
	w.queue_lock[queue] = self() + 1;
	w.rcu_nest[self()]++;
	receive(SYNC_QUEUE0 + queue);
	say("locks queue %d", queue);
}

void queue_unlock(int queue)
{
	queue_memory(queue);
	w.queue_lock[queue] = 0;
	hand_over(SYNC_QUEUE0 + queue);
	say("unlocks queue %d", queue);
	rcu_read_unlock();
}

static bool ring_is_free(long unused)
{
	return !w.ring_lock;
}

void ring_lock(void)
{
	step_when(ring_is_free, 0);
	w.ring_lock = self() + 1;
	receive(SYNC_RING);
	say("locks the ring");
}

void ring_unlock(void)
{
	w.ring_lock = 0;
	hand_over(SYNC_RING);
	say("unlocks the ring");
}

/* ------------------------------------------------------------------------
 * Work and timer
 */

bool queue_work(void)
{
	bool queued;

	step();
	slot_memory();
	queued = !w.work_pending;
	w.work_pending = w.at[self()];
	hand_over(SYNC_WORK);
	buffer_flush();
	say("queue_work()%s", queued ? "" : ": it is queued already");
	return queued;
}

static bool work_is_idle(long unused)
{
	return !w.work_pending && !w.work_running;
}

void flush_work(void)
{
	step_when(work_is_idle, 0);
	slot_memory();
	receive(SYNC_WORK_DONE);
	say("flush_work()");
}

void mod_timer(u8 expires)
{
	step();
	slot_memory();
	receive(SYNC_TIMER);
	hand_over(SYNC_TIMER);
	if (!w.timer_shut) {
		w.timer_armed = 1;
		w.timer_expires = expires;
		w.timer_retry = 0;
	}
	say("mod_timer(%d)", expires);
}

void timer_delete(void)
{
	step();
	slot_memory();
	receive(SYNC_TIMER);
	hand_over(SYNC_TIMER);
	w.timer_armed = 0;
	say("timer_delete()");
}

static bool timer_is_idle(long unused)
{
	return !w.timer_running;
}

void timer_shutdown_sync(void)
{
	step_when(timer_is_idle, 0);
	slot_memory();
	receive(SYNC_TIMER);
	w.timer_armed = 0;
	w.timer_shut = 1;
	say("timer_shutdown_sync()");
}

/* ------------------------------------------------------------------------
 * Files
 */

void file_get(void)
{
	step();
	if (!w.file_refs)
		violated("get_file() of a file that has no references");
	w.file_refs++;
	say("get_file(): %d", w.file_refs);
}

/* The last one leads to ->release, by another actor: fput() defers it. */
void file_put(void)
{
	step();
	if (!w.file_refs)
		violated("fput() of a file that has no references");
	w.file_refs--;
	hand_over(SYNC_FILE);
	buffer_flush();
	say("fput(): %d", w.file_refs);
}

/* The core is used: struct ucmd_core, or the pool it owns. */
void core_used(void)
{
	if (w.core_freed)
		violated("use after free: the core");
}

/* ------------------------------------------------------------------------
 * The pool's bit, and who waits
 */

bool bit_get(void)
{
	step();
	core_used();
	if (w.bit_used)
		return false;
	w.bit_used = 1;
	exchange(SYNC_BIT);
	say("sbitmap_get()");
	return true;
}

/* A store, no more: it may stay in this processor's buffer. */
void bit_put(void)
{
	step();
	core_used();
	w.bit_buffered = self();
	say("sbitmap_put()");
}

/* prepare_to_wait(): its barrier comes after it. */
void stir_prepare(void)
{
	step();
	core_used();
	w.stir_waits |= BIT(self());
	w.stir_woken &= ~BIT(self());
	buffer_flush();
	say("prepare_to_wait()");
}

static bool stir_is_woken(long actor)
{
	return w.stir_woken & BIT(actor);
}

void stir_sleep(void)
{
	step_when(stir_is_woken, self());
	say("woken");
}

void stir_finish(void)
{
	step();
	core_used();
	w.stir_waits &= ~BIT(self());
	w.stir_woken &= ~BIT(self());
}

bool stir_active(void)
{
	bool active;

	step();
	core_used();
	active = w.stir_waits;
	say("waitqueue_active(): %d", active);
	return active;
}

void stir_wake_all(void)
{
	step();
	core_used();
	w.stir_woken |= w.stir_waits;
	say("wake_up_all()");
}
