// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which actors meet, and what must be true in the end?
 */
#include <string.h>

#include "ucmd.h"

/* ------------------------------------------------------------------------
 * Actors: the kernel's, which wait for something to do
 */

static bool work_is_pending(long unused)
{
	return w.work_pending;
}

static void actor_worker(void)
{
	for (;;) {
		step_when(work_is_pending, 0);
		w.at[self()] = w.work_pending;
		w.work_pending = 0;
		w.work_running = 1;
		receive(SYNC_WORK);
		slot_work();
		step();
		w.work_running = 0;
		hand_over(SYNC_WORK_DONE);
	}
}

static bool task_work_is_pending(long unused)
{
	return w.task_work && !w.ring_lock;
}

static void actor_task_work(void)
{
	for (;;) {
		step_when(task_work_is_pending, 0);
		w.at[self()] = w.task_work;
		w.task_work = 0;
		w.ring_lock = self() + 1;
		receive(SYNC_RING);
		receive(SYNC_TASK_WORK);
		in_task();
		ring_unlock();
	}
}

/* Time passes when that makes a difference: when the timer goes off. */
static bool timer_goes_off(long unused)
{
	return w.timer_armed &&
	       (!w.timer_retry || (u64)w.state.word.counter != w.timer_word);
}

static void actor_timer(void)
{
	for (;;) {
		step_when(timer_goes_off, 0);
		w.timer_armed = 0;
		w.timer_retry = 0;
		w.timer_running = 1;
		if (w.now < w.timer_expires)
			w.now = w.timer_expires;
		receive(SYNC_TIMER);
		say("the timer goes off at %d", w.now);
		deadline_expired();
		step();
		w.timer_running = 0;
	}
}

static bool file_is_unused(long unused)
{
	return !w.file_refs;
}

static void actor_closer(void)
{
	step_when(file_is_unused, 0);
	file_release();
}

static bool buffer_is_full(long unused)
{
	return w.bit_buffered != NOBODY;
}

static void actor_buffer(void)
{
	for (;;) {
		step_when(buffer_is_full, 0);
		w.bit_buffered = NOBODY;
		w.bit_used = 0;
		say("the bit is seen to be clear");
	}
}

/* ------------------------------------------------------------------------
 * Actors: the program's
 */

static bool side_is_over(long unused)
{
	return !w.program_side && !w.bit_used;
}

static void actor_submitter(void)
{
	while (w.submitted < config.commands) {
		if (w.submitted) {
			step_when(side_is_over, 0);
			receive(SYNC_DRIVER);
		}
		dispatch();
		if (config.ioctl && w.program_side)
			await_end();
	}
	file_put();
}

static void actor_canceller(void)
{
	cancel_command();
	file_put();
}

/* Not before there is something to cancel. */
static bool command_is_published(long unused)
{
	return w.story[1].published && ucmd_word_phase(w.state.word.counter) != UCMD_FRESH;
}

static void actor_late_canceller(void)
{
	step_when(command_is_published, 0);
	actor_canceller();
}

static bool command_changed(long actor)
{
	return w.program_side != w.submitted ||
	       (w.marked && (u64)w.state.word.counter != w.seen_word[actor]);
}

static bool command_is_marked(long unused)
{
	return w.marked || (w.submitted == config.commands && !w.program_side);
}

/* io_uring_cancel_generic(): again and again, until the command is completed. */
static void actor_exit(void)
{
	step_when(command_is_marked, 0);
	for (;;) {
		ring_lock();
		if (w.program_side && w.marked)
			uring_cancel();
		ring_unlock();
		doing("io_uring_cancel_generic");
		if (!w.program_side)
			break;
		step_when(command_changed, self());
	}
}

static void actor_signals(void)
{
	while (w.signals < config.signals) {
		step();
		w.signals++;
		say("signal");
	}
}

/* ------------------------------------------------------------------------
 * Actors: the driver's
 */

/* The driver starts with it once it is published. */
static bool driver_has_name(long unused)
{
	return (w.driver_name && ucmd_word_phase(w.state.word.counter) != UCMD_FRESH) ||
	       w.driver_stopping ||
	       (w.submitted == config.commands && !w.program_side);
}

static u32 name_of_driver(void)
{
	step_when(driver_has_name, 0);
	receive(SYNC_DRIVER);
	return w.driver_name;
}

static void actor_completer(void)
{
	u32 name = name_of_driver();

	if (name)
		driver_claim(name, 7);
}

static void actor_completer2(void)
{
	u32 name = name_of_driver();

	if (name)
		driver_claim(name, 8);
}

/* Gives the command back to wait, where the handler held it. */
static void actor_returner(void)
{
	u32 name = name_of_driver();

	if (name)
		driver_return(name, 1);
}

/* Each command once. */
static bool next_name(long name)
{
	return (w.driver_name >= name && ucmd_word_phase(w.state.word.counter) != UCMD_FRESH) ||
	       (w.submitted == config.commands && !w.program_side);
}

static void actor_server(void)
{
	u32 name;

	for (name = GENERATION; name < GENERATION + (u32)config.commands; name++) {
		step_when(next_name, name);
		receive(SYNC_DRIVER);
		if (w.driver_name >= name)
			driver_claim(name, 7);
	}
}

/* Uses the first command's name once that is over. */
static bool first_is_over(long unused)
{
	return w.story[1].claimed || (w.submitted == config.commands && !w.program_side);
}

static void actor_stale(void)
{
	step_when(first_is_over, 0);
	switch (choose(2)) {
	case 0:
		driver_claim(GENERATION, 9);
		break;
	default:
		driver_return(GENERATION, 0);
		break;
	}
}

static bool queue_to_take(long queue)
{
	return (w.queue_has[queue] && !w.queue_lock[queue]) || w.driver_stopping ||
	       (w.submitted == config.commands && !w.program_side);
}

/* Takes from queue 0 and returns to queue 1; takes from there and completes. */
static void actor_taker(void)
{
	u32 name;

	step_when(queue_to_take, 0);
	name = driver_take(0);
	w.queue_unused = 1;
	if (name) {
		driver_return(name, 1);
		step_when(queue_to_take, 1);
		name = driver_take(1);
		if (name)
			driver_claim(name, 7);
	}
	step();
	w.driver_stopped = 1;
}

/* Takes once and completes. */
static void actor_taker1(void)
{
	u32 name;

	step_when(queue_to_take, 1);
	name = driver_take(1);
	if (name)
		driver_claim(name, 7);
}

/* Frees queue 0, which nobody puts into or takes from, a grace period later. */
static bool queue_is_unused(long unused)
{
	return w.queue_unused && !w.queue_lock[0];
}

static void actor_freer(void)
{
	u32 name;

	step_when(queue_is_unused, 0);
	name = driver_take(0);
	if (name)
		driver_claim(name, 8);
	synchronize_rcu();
	step();
	w.queue_freed[0] = 1;
	say("the driver frees queue 0");
}

static void actor_unregister(void)
{
	unregister();
}

static void actor_purge(void)
{
	end_all(-EIO);
}

/* ucmd_device_drain(), without a limit */
static bool is_busy(void)
{
	bool busy;

	if (!look())
		return false;
	busy = ucmd_word_with_driver(ucmd_state_word(&w.state));
	slot_put();
	return busy;
}

static bool handler_is_done(long unused)
{
	return w.story[1].handler_done;
}

static void actor_drain(void)
{
	step_when(handler_is_done, 0);
	for (;;) {
		doing("ucmd_device_drain");
		if (!mutated("drain_looks_first"))
			stir_prepare();
		if (!is_busy())
			break;
		if (mutated("drain_looks_first"))
			stir_prepare();
		stir_sleep();
	}
	stir_finish();
	if (ucmd_word_with_driver(w.state.word.counter) && !w.driver_name)
		violated("ucmd_device_drain() returned with a command at the driver");
}

/* ucmd_await(), with ucmd_may_go(): one that waits for room */
static void actor_roomless(void)
{
	bool used;

	for (;;) {
		doing("ucmd_await");
		stir_prepare();
		step();
		used = w.bit_used;
		if (!used)
			break;
		stir_sleep();
	}
	stir_finish();
}

/* ------------------------------------------------------------------------
 * Scenarios
 */

/* Actors, as letters of a scenario's text. */
static const struct {
	char letter;
	const char *name;
	void (*body)(void);
	bool daemon;
	bool has_file;
} kinds[] = {
	{ 's', "submitter", actor_submitter, false, false },
	{ 'c', "completer", actor_completer, false, false },
	{ 'C', "completer2", actor_completer2, false, false },
	{ 'v', "server", actor_server, false, false },
	{ 'o', "stale", actor_stale, false, false },
	{ 't', "taker", actor_taker, false, false },
	{ 'T', "taker1", actor_taker1, false, false },
	{ 'r', "returner", actor_returner, false, false },
	{ 'x', "canceller", actor_canceller, false, true },
	{ 'X', "canceller", actor_late_canceller, false, true },
	{ 'e', "exit", actor_exit, false, false },
	{ 'g', "signals", actor_signals, false, false },
	{ 'u', "unregister", actor_unregister, false, false },
	{ 'p', "purge", actor_purge, false, false },
	{ 'd', "drain", actor_drain, false, false },
	{ 'q', "roomless", actor_roomless, false, false },
	{ 'f', "freer", actor_freer, false, false },
	{ 'l', "timer", actor_timer, true, false },
	{ 'w', "worker", actor_worker, true, false },
	{ 'k', "task work", actor_task_work, true, false },
	{ 'R', "fput", actor_closer, true, false },
	{ 'b', "buffer", actor_buffer, true, false },
};

static const struct scenario {
	struct config config;
	const char *actors;
} scenarios[] = {
	{ { .name = "held_ask", .cancel = CANCEL_NOTES, .commands = 1 }, "scxwkb" },
	{ { .name = "held_ask_completes", .cancel = CANCEL_COMPLETES, .commands = 1 },
	  "scCxwkb" },
	{ { .name = "held_ask_deadline", .cancel = CANCEL_COMPLETES, .commands = 1,
	    .timed = { 0, 1 } }, "sxlwkb" },
	{ { .name = "held_ask_exit", .cancel = CANCEL_COMPLETES, .commands = 1 }, "sxewkRb" },
	{ { .name = "held_ask_exit_complete", .cancel = CANCEL_NOTES, .commands = 1 },
	  "scxewkRb" },
	{ { .name = "held_iowq", .cancel = CANCEL_NOTES, .commands = 1, .iowq = true }, "scxwk" },
	{ { .name = "held_iowq_exit", .cancel = CANCEL_NOTES, .commands = 1, .iowq = true },
	  "scxewkRb" },
	{ { .name = "held_cancel_waits", .cancel = CANCEL_WAITS, .commands = 1 }, "scxewkb" },
	{ { .name = "held_part_deadline_exit", .commands = 1, .timed = { 0, 1 } },
	  "sclewkRb" },
	{ { .name = "held_unregister", .cancel = CANCEL_COMPLETES, .commands = 1 }, "sxuwkRb" },
	{ { .name = "unregister_deadline", .commands = 1, .timed = { 0, 1 } }, "scluwkRb" },
	{ { .name = "held_unregister_exit", .cancel = CANCEL_NOTES, .commands = 1 },
	  "sceuwkRb" },
	{ { .name = "held_purge", .cancel = CANCEL_COMPLETES, .commands = 1, .sleeps = true,
	    .stays = true }, "sxpwkR" },
	{ { .name = "held_return", .cancel = CANCEL_NOTES, .commands = 1 }, "srTxwkb" },
	{ { .name = "held_return_unregister", .cancel = CANCEL_NOTES, .commands = 1 },
	  "sruwkR" },
	{ { .name = "returned_exit_unregister", .commands = 1 }, "sreuwkR" },
	{ { .name = "returned_ask", .cancel = CANCEL_NOTES, .commands = 1 }, "srXwk" },
	{ { .name = "returned_deadline", .commands = 1, .timed = { 0, 1 } }, "srlwk" },
	{ { .name = "stale_unregister", .cancel = CANCEL_NOTES, .commands = 1 }, "svouwkR" },
	{ { .name = "queued_take", .handler = HANDLER_QUEUES, .cancel = CANCEL_NOTES,
	    .commands = 1 }, "stxwkb" },
	{ { .name = "queued_take_exit", .handler = HANDLER_QUEUES, .commands = 1 }, "stewkRb" },
	{ { .name = "queued_iowq_exit", .handler = HANDLER_QUEUES, .commands = 1,
	    .iowq = true }, "stewkR" },
	{ { .name = "queued_take_deadline", .handler = HANDLER_QUEUES, .commands = 1,
	    .timed = { 0, 1 } }, "stlwkb" },
	{ { .name = "queued_unregister", .handler = HANDLER_QUEUES, .cancel = CANCEL_NOTES,
	    .commands = 1 }, "stuxwkRb" },
	{ { .name = "queued_unregister_deadline", .handler = HANDLER_QUEUES, .commands = 1,
	    .timed = { 0, 1 } }, "stulwkRb" },
	{ { .name = "queued_free", .handler = HANDLER_QUEUES, .commands = 1,
	    .timed = { 0, 1 } }, "stflkwb" },
	{ { .name = "reuse_stale", .cancel = CANCEL_NOTES, .commands = 2 }, "svowkb" },
	{ { .name = "reuse_cancel", .cancel = CANCEL_NOTES, .commands = 2 }, "svxwkb" },
	{ { .name = "reuse_deadline", .cancel = CANCEL_COMPLETES, .commands = 2,
	    .timed = { 0, 1, 1 } }, "slwkb" },
	{ { .name = "reuse_deadline_server", .commands = 2, .timed = { 0, 1, 1 } },
	  "svlwkb" },
	{ { .name = "reuse_untimed", .commands = 2, .timed = { 0, 1, 0 } }, "svlwkb" },
	{ { .name = "answered", .handler = HANDLER_ANSWERS, .commands = 1, .iowq = true,
	    .timed = { 0, 1 } }, "sxelwkRb" },
	{ { .name = "ioctl_signal", .ioctl = true, .cancel = CANCEL_NOTES, .commands = 1,
	    .signals = 2 }, "scgxwRb" },
	{ { .name = "ioctl_signal_part", .ioctl = true, .commands = 1, .signals = 1,
	    .timed = { 0, 1 } }, "scglwRb" },
	{ { .name = "ioctl_signal_queue", .ioctl = true, .handler = HANDLER_QUEUES,
	    .commands = 1, .signals = 1, .timed = { 0, 1 } }, "stglwRb" },
	{ { .name = "ioctl_signal_return", .ioctl = true, .cancel = CANCEL_NOTES,
	    .commands = 1, .signals = 1 }, "srgwRb" },
	{ { .name = "drain", .stirred = true, .cancel = CANCEL_NOTES, .commands = 1 }, "scxdwkb" },
	{ { .name = "drain_returned", .stirred = true, .cancel = CANCEL_NOTES, .commands = 1,
	    .stays = true }, "srdwk" },
	{ { .name = "drain_return", .stirred = true, .cancel = CANCEL_NOTES, .commands = 1 },
	  "srTdwkb" },
	{ { .name = "room", .stirred = true, .cancel = CANCEL_NOTES, .commands = 1 }, "scxqwkb" },
};

/* ------------------------------------------------------------------------
 * The end
 */

static void final_command(int command)
{
	const struct story *story = &w.story[command];

	if (story->completions != 1)
		violated("the program's side of command %d was completed %d times",
			 command, story->completions);
	else if (config.handler != HANDLER_ANSWERS && story->published &&
		 story->finishes != 1)
		violated(".finish of command %d was called %d times", command,
			 story->finishes);
}

/* Nobody can go on: all must be over. */
static void final(void)
{
	int command;

	if (config.stays && !w.story[1].claimed && !w.story[1].completions)
		return;
	for (command = 1; command <= w.submitted; command++)
		final_command(command);
	if (w.state.refs.count || w.bit_used || w.serving)
		violated("the slot is in use for ever: %d references", w.state.refs.count);
	else if (ucmd_word_phase(w.state.word.counter) != UCMD_IDLE)
		violated("the slot is not idle in the end");
	else if (w.file_refs)
		violated("the file is kept for ever");
	else if (w.core_exiting &&
		 w.next_generation != ucmd_word_generation(w.state.word.counter))
		violated("the next device's first command has the name of an earlier one");
	else if (w.core_exiting && !w.core_freed)
		violated("the core is kept for ever");
}

static bool scenario_run(const struct scenario *scenario)
{
	const char *letter;
	size_t kind;
	bool ok;

	world_reset();
	config = scenario->config;
	w.file_refs = 1;
	if (!strchr(scenario->actors, 'u'))
		w.core_refs = 2;
	for (letter = scenario->actors; *letter; letter++)
		for (kind = 0; kind < sizeof(kinds) / sizeof(*kinds); kind++)
			if (kinds[kind].letter == *letter) {
				w.file_refs += kinds[kind].has_file;
				explore_actor(kinds[kind].name, kinds[kind].body,
					      kinds[kind].daemon);
			}
	ok = explore(final);
	printf("%s %s: %zu actors, %lu states, %lu transitions\n", ok ? "ok -" : "not ok -",
	       config.name, strlen(scenario->actors), explore_states, explore_transitions);
	fflush(stdout);
	return ok;
}

/* usage: explore [-m MUTANT] [SCENARIO...]; explore -l lists the scenarios */
int main(int argc, char **argv)
{
	size_t i;
	int arg = 1, failed = 0;

	if (argc == 2 && !strcmp(argv[1], "-l")) {
		for (i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++)
			puts(scenarios[i].config.name);
		return 0;
	}
	if (argc > 2 && !strcmp(argv[1], "-m")) {
		mutant = argv[2];
		arg = 3;
	}
	for (i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		bool chosen = arg == argc;
		int n;

		for (n = arg; n < argc; n++)
			chosen |= !strcmp(argv[n], scenarios[i].config.name);
		if (chosen && !scenario_run(&scenarios[i]))
			failed = 1;
	}
	return failed;
}
