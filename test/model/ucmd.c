// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does the framework do around a slot?  Each function says which one of
 * kernel/ it is a copy of; a change there is made here as well.
 */
#include <string.h>

#include "ucmd.h"

struct config config;
const char *mutant;

bool mutated(const char *name)
{
	return mutant && !strcmp(mutant, name);
}

static u64 word_now(void)
{
	return ucmd_state_word(&w.state);
}

/* ------------------------------------------------------------------------
 * The driver's side
 */

static void driver_finish(struct story *story)
{
	step();
	say(".finish");
	if (story->in_cancel)
		violated(".finish beside .cancel");
	if (story->finishes++)
		violated(".finish twice");
}

static bool program_is_gone(long command)
{
	return w.program_side != command;
}

static void driver_cancel(u64 word)
{
	struct story *story = story_of(word);

	step();
	say(".cancel begins");
	if (!story->handler_done)
		violated(".cancel before the handler returned");
	if (story->finishes)
		violated(".cancel beside or after .finish");
	if (story->cancels++)
		violated(".cancel twice");
	story->in_cancel = 1;
	if (config.cancel == CANCEL_COMPLETES)
		driver_claim(ucmd_word_generation(word), -ECANCELED);
	if (config.cancel == CANCEL_WAITS)
		step_when(program_is_gone, w.at[self()]);
	step_private();
	say(".cancel ends");
	story->in_cancel = 0;
}

/* ------------------------------------------------------------------------
 * pool.c
 */

/* ucmd_core_stir() */
static void core_stir(void)
{
	if (!config.stirred) {
		step_private();
		core_used();
		return;
	}
	if (mutated("stir_never"))
		return;
	if (stir_active())
		stir_wake_all();
}

/* ucmd_slot_get() */
static bool slot_get(int command)
{
	if (!bit_get())
		return false;
	w.serving = command;
	w.at[self()] = command;
	plain_write(PLAIN_FIELDS, command);
	plain_write(PLAIN_KEEPS_FILE, 0);
	step();
	w.timed = 0;
	w.carried[SYNC_TIMED] = 0;
	plain_write(PLAIN_QUEUE, -1);
	plain_write(PLAIN_OUT, 0);
	ucmd_state_get(&w.state);
	if (!config.ioctl) {
		step();
		if (!mutated("pdu_store_relaxed"))
			w.carried[SYNC_PDU] = w.known[self()];
		w.pdu_slot = command;
	}
	return true;
}

/* ucmd_slot_put() */
void slot_put(void)
{
	bool file;

	doing(__func__);
	w.seen_word[self()] = 0;
	core_used();
	if (!ucmd_state_put(&w.state))
		return;
	file = plain_read(PLAIN_KEEPS_FILE) && !mutated("put_keeps_file");
	w.serving = 0;
	ucmd_state_idle(&w.state);
	if (!mutated("put_no_mb_before"))
		hand_over(SYNC_BIT);
	bit_put();
	if (!mutated("put_no_mb_after"))
		smp_mb();	/* pairs with stir_prepare() */
	core_stir();
	if (file)
		file_put();
}

/* The body of ucmd_slot_for_each(), with ucmd_state_look() */
bool look(void)
{
	if (!ucmd_state_look(&w.state))
		return false;
	slot_found();
	return true;
}

/* ucmd_pool_exit(), and what ucmd_core_free() does around it */
static void core_free(void)
{
	int i;

	if (mutated("exit_reads_first")) {
		w.next_generation = ucmd_word_generation(word_now());
		timer_shutdown_sync();
	} else {
		timer_shutdown_sync();
		w.next_generation = ucmd_word_generation(word_now());
	}
	step();
	say("call_rcu() of the core");
	w.core_exiting = 1;
	w.rcu_free = 0;
	for (i = 0; i < ACTORS_MAX; i++)
		if (w.rcu_nest[i])
			w.rcu_free |= BIT(i);
	if (!w.rcu_free || mutated("core_freed_at_once"))
		w.core_freed = 1;
}

/* ucmd_core_put() */
void core_put(void)
{
	step();
	core_used();
	say("core refs: %d", w.core_refs - 1);
	if (!--w.core_refs)
		core_free();
}

/* ucmd_release(), once the last reference to the file is put */
void file_release(void)
{
	doing(__func__);
	w.file_released = 1;
	receive(SYNC_FILE);
	core_put();
}

/* ------------------------------------------------------------------------
 * settle.c
 */

static void deadline_stop(void);

/* ucmd_finish() */
static int finish(void)
{
	struct story *story = &w.story[w.at[self()]];
	int out;

	doing(__func__);
	out = plain_read(PLAIN_OUT);
	if (!story->claimed || out != story->outcome)
		violated("settled with outcome %d; who made the move to DONE said %d",
			 out, story->outcome);
	deadline_stop();
	if (word_now() & UCMD_EXPIRED && out == -ECANCELED)
		out = -ETIMEDOUT;
	else if (story->expired && out == -ECANCELED)
		violated("the deadline asked, and the program is told something else");
	driver_finish(story);
	return out;
}

/* The program's side is over: io_uring_cmd_done(), or the return from ioctl(2). */
static void program_done(int res)
{
	struct story *story = &w.story[w.at[self()]];

	step();
	say("the program gets %d", res);
	if (w.program_side != w.at[self()] || story->completions++)
		violated("the program's side is completed twice");
	w.program_side = 0;
	w.marked = 0;
	w.pdu_slot = 0;
	w.waiter_done = 0;
}

/* ucmd_compat_done() */
static void compat_done(int res)
{
	if (!config.iowq && w.ring_lock != self() + 1)
		violated("io_uring_cmd_done() without the ring's lock");
	program_done(res);
	file_put();
}

/* ucmd_settle_ring() */
static void settle_ring(void)
{
	int res = finish();

	doing(__func__);
	if (mutated("settle_put_last"))
		compat_done(res);
	slot_put();
	if (!mutated("settle_put_last"))
		compat_done(res);
}

/* ucmd_part_ring() */
static void part_ring(int parted)
{
	doing(__func__);
	if (!mutated("part_ring_no_put"))
		slot_put();
	compat_done(parted);
}

/* ucmd_in_task(), and ucmd_settle_inside(), which does the same */
void in_task(void)
{
	int parted = plain_read(PLAIN_PARTED);

	doing(__func__);
	if (parted && !mutated("parted_is_settled"))
		part_ring(parted);
	else
		settle_ring();
}

/* ucmd_push(): complete(), or io_uring_cmd_complete_in_task() */
static void push(void)
{
	w.seen_word[self()] = 0;
	doing(__func__);
	plain_read(PLAIN_FIELDS);
	step();
	if (!w.program_side || w.program_side != w.at[self()])
		violated("use after free: ioucmd or waiter is pushed");
	if (config.ioctl) {
		say("complete()");
		w.waiter_done++;
		hand_over(SYNC_WAITER);
		return;
	}
	say("queues task work");
	if (w.task_work)
		violated("a command is pushed twice");
	w.task_work = w.at[self()];
	hand_over(SYNC_TASK_WORK);
}

/* ucmd_settle() */
static void settle(u64 word)
{
	doing(__func__);
	if (word & UCMD_PARTED && !mutated("settle_parted_pushed")) {
		if (!mutated("settle_no_hold"))
			ucmd_state_hold(&w.state);
		queue_work();
	} else {
		push();
	}
}

/* ucmd_slot_work() */
void slot_work(void)
{
	u64 word;
	bool ready;

	doing(__func__);
	plain_read(PLAIN_FIELDS);
	if (!mutated("work_no_file"))
		file_get();
	word = word_now();
	if ((word & (UCMD_ASKED | UCMD_NUDGED)) == UCMD_ASKED) {
		if (ucmd_word_phase(word) == UCMD_HELD)
			driver_cancel(word);
		doing(__func__);
		ready = ucmd_state_nudged(&w.state, &word);
		core_stir();
		if (!ready)
			goto put;
		if (!(word & UCMD_PARTED)) {
			push();
			goto put;
		}
	}
	finish();
	slot_put();
put:
	if (!mutated("work_no_put"))
		slot_put();
	if (!mutated("work_no_file"))
		file_put();
}

/* ------------------------------------------------------------------------
 * end.c
 */

/* ucmd_unqueue() */
static bool unqueue(void)
{
	bool rcu = !mutated("unqueue_no_rcu");
	bool ours;
	int queue;

	doing(__func__);
	if (rcu)
		rcu_read_lock();
	ours = ucmd_state_withdraw(&w.state);
	if (ours) {
		story_of(w.state.word.counter)->claimed++;
		queue = plain_read(PLAIN_QUEUE);
		queue_lock(queue);
		plain_write(PLAIN_NODE, 0);
		w.queue_has[queue] = 0;
		queue_unlock(queue);
	}
	if (rcu)
		rcu_read_unlock();
	return ours;
}

/* ucmd_ask() */
static enum ucmd_move ask(u32 expired)
{
	enum ucmd_move move;
	bool rcu = !mutated("ask_no_rcu");

	doing(__func__);
	if (rcu)
		rcu_read_lock();
	move = ucmd_state_ask(&w.state, expired);
	if (move == UCMD_MOVED_ASK)
		queue_work();
	if (rcu)
		rcu_read_unlock();
	return move;
}

/* ucmd_handled() */
static void handled(void)
{
	bool rcu = !mutated("handled_no_rcu");

	doing(__func__);
	if (rcu)
		rcu_read_lock();
	if (ucmd_state_handled(&w.state) && !mutated("handled_forgets"))
		queue_work();
	if (rcu)
		rcu_read_unlock();
}

/* ucmd_part() */
static enum ucmd_move part(int res)
{
	enum ucmd_move move;
	bool rcu = !mutated("part_no_rcu");

	doing(__func__);
	if (rcu)
		rcu_read_lock();
	plain_read(PLAIN_FIELDS);	/* slot->op */
	move = ucmd_state_part(&w.state, config.cancel != CANCEL_NONE);
	if (move >= UCMD_MOVED) {
		if (!mutated("part_no_file")) {
			file_get();
			plain_write(PLAIN_KEEPS_FILE, 1);
		}
		plain_write(PLAIN_PARTED, res);
		if (move == UCMD_MOVED_ASK)
			queue_work();
	}
	if (rcu)
		rcu_read_unlock();
	return move;
}

/* ucmd_end_held() */
static enum end end_held(enum how how, int res)
{
	bool can_ask = config.cancel != CANCEL_NONE;
	enum ucmd_move move;

	if (how == PART || (how == ASK_EXPIRED && !can_ask)) {
		move = part(res);
		if (move == UCMD_NOT_YET)
			return END_LATER;
		return move == UCMD_TOO_LATE ? END_LATE : END_OURS;
	}
	if (!can_ask)
		return END_LATE;
	move = ask(how == ASK_EXPIRED ? UCMD_EXPIRED : 0);
	return move == UCMD_TOO_LATE ? END_LATE : END_ASKED;
}

/* ucmd_end() */
static enum end end(enum how how, int res)
{
	enum end end;
	u64 word;

	for (;;) {
		doing(__func__);
		word = word_now();
		switch (ucmd_word_phase(word)) {
		case UCMD_FRESH:
		case UCMD_MOVING:
			return END_LATER;
		case UCMD_WAITING:
			if (!unqueue())
				break;
			story_of(word)->outcome = res;
			plain_write(PLAIN_OUT, res);
			return END_OURS;
		case UCMD_HELD:
			end = end_held(how, res);
			if (end != END_LATE || mutated("end_not_again"))
				return end;
			if (word_now() == word)
				return END_LATE;
			break;
		default:
			if (mutated("end_done_is_late"))
				return END_LATE;
			return how == PART ? end_held(how, res) : END_LATE;
		}
	}
}

/* What ucmd_end_all() promises: each .cancel that is owed has run. */
static void check_cancelled(void)
{
	u64 word = w.state.word.counter;
	struct story *story = story_of(word);

	if (w.serving && config.cancel != CANCEL_NONE && word & UCMD_PARTED &&
	    ucmd_word_phase(word) == UCMD_HELD && (!story->cancels || story->in_cancel))
		violated("after ucmd_end_all() a .cancel is still to run, or runs");
}

/* ucmd_end_all(), with ucmd_end_one() and ucmd_flush_one() */
void end_all(int res)
{
	bool again;

	for (;;) {
		doing(__func__);
		again = false;
		if (look()) {
			if (ucmd_word_phase(word_now()) != UCMD_FRESH) {
				switch (end(PART, res)) {
				case END_OURS:
					push();
					break;
				case END_LATER:
					again = true;
					break;
				default:
					break;
				}
			}
			slot_put();
		}
		if (!again || mutated("end_all_once"))
			break;
		wait_for_other_word();
	}
	doing(__func__);
	if (!mutated("end_all_no_rcu"))
		synchronize_rcu();
	if (look()) {
		if (!mutated("end_all_no_flush"))
			flush_work();
		check_cancelled();
		slot_put();
	}
}

/* ucmd_deadline_start() */
static void deadline_start(int command)
{
	int deadline = w.now + 1;

	if (!config.timed[command])
		return;
	doing(__func__);
	plain_write(PLAIN_DEADLINE, deadline);
	step();
	if (!mutated("timed_store_relaxed"))
		w.carried[SYNC_TIMED] = w.known[self()];
	w.timed = 1;
	say("slot->timed = true");
	mod_timer(deadline);
}

/* ucmd_deadline_stop() */
static void deadline_stop(void)
{
	step_private();
	if (w.timed)
		timer_delete();
}

/* Does the deadline's time come?  With the loads that pair with _start(). */
static bool deadline_passed(void)
{
	step();
	if (!w.timed)
		return false;
	receive(SYNC_TIMED);
	return plain_read(PLAIN_DEADLINE) <= w.now;
}

static void check_expired(void)
{
	if (!w.timed || w.plain[PLAIN_DEADLINE] > w.now)
		violated("a command ends of a deadline that has not passed");
}

/* ucmd_deadline_expired() */
void deadline_expired(void)
{
	doing(__func__);
	if (!look())
		return;
	if (deadline_passed() || mutated("expired_any_time")) {
		switch (end(ASK_EXPIRED, -ETIMEDOUT)) {
		case END_OURS:
			check_expired();
			push();
			break;
		case END_ASKED:
			check_expired();
			w.story[w.at[self()]].expired = 1;
			break;
		case END_LATER:
			if (mutated("expired_gives_up"))
				break;
			mod_timer(w.now);
			w.timer_retry = 1;
			w.timer_word = w.seen_word[self()];
			break;
		default:
			break;
		}
	}
	slot_put();
}

/* ucmd_cancel(), with ucmd_cancel_one() and ucmd_cancel_slot() */
void cancel_command(void)
{
	enum end what;
	u64 word;

	doing(__func__);
	if (!look())
		return;
	plain_read(PLAIN_FIELDS);
	for (;;) {
		what = end(ASK, -ECANCELED);
		word = w.seen_word[self()];
		if (what != END_LATER || mutated("cancel_late_is_late") ||
		    ucmd_word_phase(word_now()) == UCMD_FRESH)
			break;
		w.seen_word[self()] = word;
		wait_for_other_word();
	}
	if (what == END_OURS && !mutated("cancel_no_push"))
		push();
	slot_put();
}

/* ------------------------------------------------------------------------
 * pending.c
 */

/* ucmd_claim() */
bool driver_claim(u32 name, int res)
{
	u64 word = 0;
	bool won, rcu = !mutated("claim_no_rcu");

	doing(__func__);
	if (rcu)
		rcu_read_lock();
	/* ucmd_slot_find(): no pool has that id any more */
	won = !w.core_exiting && ucmd_state_claim(&w.state, name, &word);
	if (!won) {
		if (rcu)
			rcu_read_unlock();
		return false;
	}
	slot_found();
	story_of(w.state.word.counter)->claimed++;
	story_of(w.state.word.counter)->outcome = res;
	if (w.serving != (u8)(name - GENERATION + 1) || w.story[w.serving].claimed > 1)
		violated("name %u completes a command that is not its own, or is over", name);
	if (rcu)
		rcu_read_unlock();

	if (mutated("claim_ready_first") && ucmd_state_ready(&w.state, &word))
		settle(word);
	plain_write(PLAIN_OUT, res);
	core_stir();
	if (!mutated("claim_ready_first") && ucmd_state_ready(&w.state, &word))
		settle(word);
	return true;
}

/* ucmd_queue(), without what ucmd_prepare() does */
static void queue_command(int queue)
{
	doing(__func__);
	queue_lock(queue);
	if (!mutated("queue_written_late"))
		plain_write(PLAIN_QUEUE, queue);
	w.story[w.at[self()]].published = 1;
	ucmd_state_publish(&w.state, UCMD_WAITING);
	if (mutated("queue_written_late"))
		plain_write(PLAIN_QUEUE, queue);
	plain_write(PLAIN_NODE, queue + 1);
	w.queue_has[queue] = 1;
	queue_unlock(queue);
}

/* ucmd_hold(): the driver can have the name before this returns */
static void hold_command(void)
{
	u32 name;

	doing(__func__);
	name = ucmd_word_generation(word_now());
	step();
	w.driver_name = name;
	hand_over(SYNC_DRIVER);
	say("the driver has name %u", name);
	w.story[w.at[self()]].published = 1;
	ucmd_state_publish(&w.state, UCMD_HELD);
}

/* ucmd_take() */
u32 driver_take(int queue)
{
	u32 name = 0;

	doing(__func__);
	queue_lock(queue);
	if (w.queue_has[queue]) {
		slot_found();
		if (ucmd_state_take(&w.state)) {
			plain_write(PLAIN_NODE, 0);
			w.queue_has[queue] = 0;
			name = ucmd_word_generation(word_now());
		}
	}
	queue_unlock(queue);
	return name;
}

/* ucmd_pending_return() */
void driver_return(u32 name, int queue)
{
	bool rcu = !mutated("return_no_rcu");
	bool held;

	doing(__func__);
	if (rcu)
		rcu_read_lock();
	if (!w.core_exiting && ucmd_state_return(&w.state, name)) {
		slot_found();
		if (w.serving != (u8)(name - GENERATION + 1))
			violated("name %u returns a command that is not its own", name);
		if (!mutated("return_queue_late"))
			plain_write(PLAIN_QUEUE, queue);
		queue_lock(queue);
		ucmd_state_requeue(&w.state);
		if (mutated("return_queue_late"))
			plain_write(PLAIN_QUEUE, queue);
		plain_write(PLAIN_NODE, queue + 1);
		w.queue_has[queue] = 1;
		if (!mutated("return_no_stir"))
			core_stir();
		queue_unlock(queue);
		if (rcu)
			rcu_read_unlock();
		return;
	}
	held = !w.core_exiting && ucmd_word_is_held(word_now(), name);
	if (rcu)
		rcu_read_unlock();
	if (held && !mutated("return_forgets"))
		driver_claim(name, -ECANCELED);
}

/* ------------------------------------------------------------------------
 * dispatch.c, uring.c, ioctl.c
 */

static void driver_handler(void)
{
	switch (config.handler) {
	case HANDLER_HOLDS:
		hold_command();
		break;
	case HANDLER_QUEUES:
		queue_command(0);
		break;
	case HANDLER_ANSWERS:
		break;
	}
}

/* ucmd_compat_mark(): under the ring's lock */
static void mark(void)
{
	if (config.iowq)
		ring_lock();
	else
		step();
	w.marked = 1;
	say("marks the command");
	if (config.iowq)
		ring_unlock();
}

/* ucmd_try() and ucmd_handle(); false: the gate was shut */
static bool try_command(int command)
{
	bool pending = config.handler != HANDLER_ANSWERS;
	bool gate = true, rcu;

	/* SRCU's readers do not hold up RCU; no scenario closes that gate */
	rcu = !config.sleeps && !mutated("gate_no_rcu");
	if (rcu)
		rcu_read_lock();
	gate = w.gate_open;
	if (gate && slot_get(command)) {
		if (!config.ioctl && !config.iowq)
			mark();
		deadline_start(command);
		driver_handler();
		doing(__func__);
		w.story[command].handler_done = 1;
		if (pending)
			handled();
	}
	if (rcu)
		rcu_read_unlock();
	return gate;
}

/* ucmd_uring_cmd() and ucmd_leave(), or ucmd_ioctl_op() */
void dispatch(void)
{
	int command = w.submitted + 1;
	bool locked = !config.iowq && !config.ioctl;

	if (locked)
		ring_lock();
	else
		step();
	doing(__func__);
	say("command %d comes", command);
	w.submitted = command;
	w.program_side = command;
	w.at[self()] = command;
	plain_write(PLAIN_PARTED, 0);
	if (!config.ioctl)
		file_get();
	if (config.iowq)
		mark();
	if (!try_command(command)) {
		if (config.iowq)
			ring_lock();
		compat_done(-ENODEV);
		if (config.iowq)
			ring_unlock();
	} else if (config.handler != HANDLER_ANSWERS) {
		if (!mutated("dispatch_no_put"))
			slot_put();
	} else {
		/* marked, so it is not answered by a return value */
		if (mutated("answer_put_first"))
			slot_put();
		if (config.iowq)
			ring_lock();
		compat_done(7);
		if (config.iowq)
			ring_unlock();
		if (!mutated("answer_put_first"))
			slot_put();
	}
	if (locked)
		ring_unlock();
}

/* ucmd_uring_cancel(), under the ring's lock */
void uring_cancel(void)
{
	step();
	doing(__func__);
	w.at[self()] = w.program_side;
	receive(SYNC_PDU);
	if (w.pdu_slot && end(PART, -ECANCELED) == END_OURS)
		in_task();
}

static bool waiter_interruptible(long unused)
{
	return w.waiter_done || w.signals;
}

static bool waiter_killable(long unused)
{
	return w.waiter_done || w.signals > 1;
}

static bool waiter_uninterruptible(long unused)
{
	return w.waiter_done;
}

/* wait_for_completion_*(): true if that was interrupted */
static bool wait_for_completion(bool (*ready)(long unused))
{
	step_when(ready, 0);
	if (!w.waiter_done) {
		say("a signal ends the wait");
		return true;
	}
	say("the wait ends");
	w.waiter_done--;
	receive(SYNC_WAITER);
	return false;
}

/* ucmd_may_leave() */
static bool interrupted(void)
{
	enum how how = ASK;
	enum end what;

	step();
	if (config.cancel == CANCEL_NONE || w.signals > 1)
		how = PART;
	for (;;) {
		what = end(how, -EINTR);
		doing(__func__);
		if (what != END_LATER)
			break;
		wait_for_other_word();
		if (mutated("interrupted_once"))
			return false;
	}
	if (what == END_OURS)
		return true;
	if (what == END_LATE && how == PART) {
		if (!mutated("interrupted_no_wait"))
			wait_for_completion(waiter_uninterruptible);
		return true;
	}
	return false;
}

/* ucmd_await_end(), ucmd_settle_waiter() */
int await_end(void)
{
	int parted, res;

	doing(__func__);
	if (wait_for_completion(waiter_interruptible))
		while (!interrupted() && wait_for_completion(waiter_killable))
			;
	doing(__func__);
	parted = plain_read(PLAIN_PARTED);
	res = parted ? parted : finish();
	slot_put();
	program_done(res);
	return res;
}

/* ucmd_device_unregister(), from the closing of the gate */
static bool driver_has_stopped(long unused)
{
	return w.driver_stopped;
}

/* Of a command that is DONE, whoever has made it so sees to the rest. */
static void check_nothing_pending(void)
{
	u64 word = w.state.word.counter;

	if (ucmd_word_phase(word) == UCMD_WAITING || ucmd_word_phase(word) == UCMD_MOVING ||
	    (ucmd_word_phase(word) == UCMD_HELD && !(word & UCMD_PARTED)))
		violated("a command is pending after ucmd_device_unregister()");
}

void unregister(void)
{
	int i;

	step();
	doing(__func__);
	say("shuts the gate");
	w.gate_open = 0;
	synchronize_rcu();
	/* .quiesce: the driver stops its own threads */
	step();
	w.driver_stopping = 1;
	if (config.handler == HANDLER_QUEUES)
		step_when(driver_has_stopped, 0);
	end_all(-ENODEV);
	check_nothing_pending();
	doing(__func__);
	core_put();
	step();
	say("the driver frees its queues");
	for (i = 0; i < QUEUES; i++)
		w.queue_freed[i] = 1;
}
