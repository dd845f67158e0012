/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the actors share?  One slot, two queues, and of the kernel what the code
 * around a slot uses: locks, RCU, a workqueue, a timer, files, a ring.
 *
 * Plain fields are watched for races: see world.c.
 */
#ifndef _MODEL_WORLD_H
#define _MODEL_WORLD_H

#include "../../kernel/state.h"
#include "explore.h"

#define GENERATION	41	/* of the first command */
#define COMMANDS_MAX	2
#define QUEUES		2
#define NOBODY		0xff

/* Plain memory.  Those up to PLAIN_NODE are the slot's. */
enum plain {
	PLAIN_FIELDS,		/* what only ucmd_slot_get() writes: op, file, tag ... */
	PLAIN_KEEPS_FILE,
	PLAIN_DEADLINE,
	PLAIN_QUEUE,
	PLAIN_OUT,
	PLAIN_NODE,		/* and the queue's list */
	PLAIN_PARTED,		/* the pdu's or the waiter's */
	PLAINS,
};

/* What carries knowledge of plain memory from one actor to another. */
enum sync {
	SYNC_WORD,
	SYNC_REFS,
	SYNC_QUEUE0,
	SYNC_QUEUE1,
	SYNC_RING,
	SYNC_WORK,
	SYNC_WORK_DONE,
	SYNC_TIMER,
	SYNC_TIMED,
	SYNC_TASK_WORK,
	SYNC_PDU,
	SYNC_RCU,
	SYNC_GRACE,
	SYNC_BIT,
	SYNC_STIR,
	SYNC_WAITER,
	SYNC_FILE,
	SYNC_DRIVER,
	SYNCS,
};

/* One bit for the last write to each place, one for each actor's last read. */
typedef unsigned __int128 known_t;

/* What has become of one command; nobody acts on it, it is only checked. */
struct story {
	u8 published;
	u8 handler_done;
	u8 claimed;
	s8 outcome;
	u8 cancels;
	u8 in_cancel;
	u8 finishes;
	u8 expired;
	u8 completions;
};

struct world {
	known_t known[ACTORS_MAX];
	known_t carried[SYNCS];
	known_t fenced;			/* by who gets the slot: there is one */
	struct ucmd_state state;
	u64 seen_word[ACTORS_MAX];	/* what each saw in the word last */
	u64 timer_word;			/* what the timer's callback saw, re-arming */
	u8 serving;			/* the command whose references count, or 0 */
	u8 at[ACTORS_MAX];		/* which command each actor deals with */
	s16 plain[PLAINS];

	u8 bit_used;
	u8 bit_buffered;		/* by whose store buffer it is still kept */
	u8 queue_lock[QUEUES];
	u8 queue_has[QUEUES];
	u8 queue_freed[QUEUES];
	u8 queue_unused;		/* queue 0, by the driver */

	u8 ring_lock;
	u8 task_work;
	u8 marked;
	u8 pdu_slot;
	u8 program_side;		/* ioucmd or waiter: the command, while it exists */
	u8 waiter_done;
	u8 signals;

	u8 work_pending;		/* the command it was queued for */
	u8 work_running;
	u8 timed;			/* slot->timed, stored and loaded with its order */
	u8 timer_armed;
	u8 timer_expires;
	u8 timer_running;
	u8 timer_retry;
	u8 timer_shut;
	u8 now;

	u8 rcu_nest[ACTORS_MAX];
	u16 rcu_grace[ACTORS_MAX];	/* whom each waits for */
	u16 rcu_free;			/* whom the freeing of the core waits for */
	u8 core_exiting;
	u8 core_freed;
	u8 core_refs;
	u8 file_refs;
	u8 file_released;
	u8 next_generation;

	u8 gate_open;
	u8 driver_stopping;
	u8 driver_stopped;
	u32 driver_name;		/* what the driver holds */
	u8 stir_waits;			/* one bit for each actor */
	u8 stir_woken;
	u8 submitted;

	struct story story[COMMANDS_MAX + 1];
} __attribute__((aligned(16)));

extern struct world w;

void world_reset(void);

/* The command that is spoken of: 1, 2 ...; its story. */
static inline struct story *story_of(u64 word)
{
	return &w.story[(u8)(ucmd_word_generation(word) - GENERATION + 1)];
}

/* ---- memory ---- */

s16 plain_read(enum plain place);
void plain_write(enum plain place, s16 value);
void hand_over(enum sync sync);		/* release */
void receive(enum sync sync);		/* acquire */
void smp_mb(void);

/* ---- the kernel's ---- */

void rcu_read_lock(void);
void rcu_read_unlock(void);
void synchronize_rcu(void);
void queue_lock(int queue);
void queue_unlock(int queue);
void ring_lock(void);
void ring_unlock(void);
bool queue_work(void);
void flush_work(void);
void mod_timer(u8 expires);
void timer_delete(void);
void timer_shutdown_sync(void);
void file_get(void);
void file_put(void);
void core_put(void);
void core_used(void);
bool bit_get(void);
void bit_put(void);
void stir_prepare(void);
void stir_sleep(void);
void stir_finish(void);
bool stir_active(void);
void stir_wake_all(void);
void wait_for_other_word(void);
void slot_found(void);

#endif /* _MODEL_WORLD_H */
