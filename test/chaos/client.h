/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the parts of the client share?  The plan of a cycle, which follows from
 * its seed alone, and the record, which survives those who write it.
 */
#ifndef _CLIENT_H
#define _CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "chaos.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define WORKERS_MAX	4
#define RINGS_MAX	4
#define CALLERS_MAX	3
#define STEPS_MAX	14
#define EVENTS_MAX	5
/* What a ring has room to remember; it submits no more in a cycle. */
#define COMMANDS_MAX	512

/* ------------------------------------------------------------------------
 * plan.c: what will be tried?
 */

struct random {
	uint64_t state;
};

uint64_t random_next(struct random *random);
/* From @low to @high, both included. */
unsigned int random_range(struct random *random, unsigned int low, unsigned int high);
bool random_percent(struct random *random, unsigned int percent);

/* What a worker does next. */
enum step_kind {
	STEP_SUBMIT,
	STEP_REAP,
	STEP_NAP,
	STEP_CANCEL,
	STEP_OPS,
	STEP_SIGNAL,
	STEP_CLOSE_RING,
	STEP_CLOSE_FILE,
	STEP_FORK,
	STEP_PASS,
	STEP_THREAD,
	STEP_EXEC,
	STEP_EXIT,
};

/**
 * struct step - of a worker
 * @kind: STEP_*
 * @ring: index of a ring
 * @count: how many
 * @us: for how long
 * @seed: of what is drawn while it is done
 */
struct step {
	enum step_kind kind;
	unsigned int ring;
	unsigned int count;
	unsigned int us;
	uint64_t seed;
};

/**
 * struct ring_plan - a ring
 * @device: of its commands
 * @setup: IORING_SETUP_*
 * @sq_entries: size
 * @cq_entries: size
 */
struct ring_plan {
	unsigned int device;
	unsigned int setup;
	unsigned int sq_entries;
	unsigned int cq_entries;
};

struct worker_plan {
	unsigned int n_rings, n_callers, n_steps;
	struct ring_plan rings[RINGS_MAX];
	unsigned int calls[CALLERS_MAX];
	struct step steps[STEPS_MAX];
};

/* What happens to all of them. */
enum event_kind {
	EVENT_KILL,
	EVENT_PULL,
	EVENT_PAUSE,
	EVENT_PURGE,
	EVENT_DRAIN,
	EVENT_RECEIVE,
};

/**
 * struct event - from outside
 * @kind: EVENT_*
 * @after_us: so long after the one before
 * @for_us: until it is undone
 * @worker: who is killed
 * @device: which
 * @drain: a paused device is drained,
 * @purge: and purged
 */
struct event {
	enum event_kind kind;
	unsigned int after_us;
	unsigned int for_us;
	unsigned int worker;
	unsigned int device;
	bool drain, purge;
};

/**
 * struct plan - of a cycle
 * @seed: what all follows from
 * @pulls: devices, as bits, that are pulled
 * @purges: devices, as bits, that are purged
 * @expedited: RCU is in a hurry
 */
struct plan {
	uint64_t seed;
	unsigned int n_workers, n_events;
	unsigned int pulls, purges;
	bool expedited;
	struct worker_plan workers[WORKERS_MAX];
	struct event events[EVENTS_MAX];
};

void plan_make(struct plan *plan, uint64_t seed);
void plan_print(const struct plan *plan);

/* ------------------------------------------------------------------------
 * The record, in shared memory
 */

/**
 * struct command - what was sent
 * @op: CHAOS_* or UCMD_CANCEL
 * @res: its own result
 * @timed: it has a deadline
 * @no_file: it may have been sent to no file
 * @linked: behind another
 * @seen: completions
 */
struct command {
	uint32_t op;
	int32_t res;
	bool timed;
	bool no_file;
	bool linked;
	uint8_t seen;
};

/**
 * struct ring_record - what is known of a ring
 * @prepared: commands written to it
 * @accepted: those the kernel took
 * @reaped: those that were seen to complete
 * @closed: on purpose, with what was pending
 */
struct ring_record {
	unsigned int prepared, accepted, reaped;
	bool closed;
	struct command commands[COMMANDS_MAX];
};

enum fate {
	FATE_ALIVE,	/* until somebody ends it */
	FATE_DRAINED,	/* lived to its end and saw all of its commands end */
	FATE_STUCK,	/* waited in vain for some */
	FATE_LEFT,	/* ended by itself, with commands pending */
};

/**
 * struct worker_record - what is known of a process
 * @wrong: results that cannot be
 * @fault: the first of them, in words
 * @calls: of ioctl(2) that have begun
 * @returns: those that have returned
 */
struct worker_record {
	enum fate fate;
	unsigned int wrong;
	char fault[160];
	unsigned int calls, returns;
	struct ring_record rings[RINGS_MAX];
};

/* ------------------------------------------------------------------------
 * worker.c: a process that submits
 */

/**
 * struct world - what a worker finds
 * @plan: of the cycle
 * @cycle: its number
 * @ctl: /dev/chaos_ctl
 * @mailbox: where file descriptors are passed to
 * @patience_ms: how long to wait for commands to end
 * @by_hand: the driver is raw.c, of which only completions are expected
 */
struct world {
	const struct plan *plan;
	unsigned int cycle;
	int ctl;
	int mailbox;
	unsigned int patience_ms;
	bool by_hand;
};

void worker_run(const struct world *world, unsigned int number,
		struct worker_record *record) __attribute__((noreturn));
/* What a program that a worker executes does. */
void worker_after_exec(unsigned int us) __attribute__((noreturn));

uint64_t now_us(void);
void sleep_us(unsigned int us);

#endif /* _CLIENT_H */
