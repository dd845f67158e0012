/* SPDX-License-Identifier: GPL-2.0-only */
/* What do the parts of the exercise driver share? */
#ifndef _EXERCISE_INTERNAL_H
#define _EXERCISE_INTERNAL_H

#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "exercise.h"

/**
 * struct exercise_served - a queue that ucmd serves
 * @queue: the queue
 * @depth: commands that the driver may have of it
 * @starting: calls of .start that have not returned
 * @busy: commands that the driver has
 */
struct exercise_served {
	struct ucmd_queue queue;
	int depth;
	atomic_t starting;
	atomic_t busy;
};

/**
 * struct exercise - one of the devices
 * @dev: for ucmd
 * @queues: those of EXERCISE_WAIT
 * @bare: that of EXERCISE_WAIT_BARE
 * @served: those of EXERCISE_SERVE that are the device's
 * @lock: protects @parked
 * @parked: held commands that EXERCISE_RELEASE or .cancel completes
 */
struct exercise {
	struct ucmd_device dev;
	struct ucmd_queue queues[EXERCISE_QUEUES];
	struct ucmd_queue bare;
	struct exercise_served served[EXERCISE_SERVED_FILE];
	spinlock_t lock;	/* protects @parked */
	struct list_head parked;
};

extern struct exercise exercise_devices[];

static inline struct exercise *exercise_of(struct ucmd *cmd)
{
	return container_of(ucmd_device(cmd), struct exercise, dev);
}

/* Of each open file. */
struct exercise_file {
	atomic_t written;
	struct exercise_served served;
};

extern atomic_t exercise_counts[EXERCISE_COUNTERS];

static inline void exercise_count(unsigned int what)
{
	atomic_inc(&exercise_counts[what]);
}

/* main.c */
int exercise_plug(unsigned long how);
void exercise_pull(void);

/* at_once.c */
struct ucmd_result exercise_nop(struct ucmd *cmd);
struct ucmd_result exercise_echo(struct ucmd *cmd);
struct ucmd_result exercise_echo2(struct ucmd *cmd);
struct ucmd_result exercise_sum16(struct ucmd *cmd);
struct ucmd_result exercise_sum80(struct ucmd *cmd);
struct ucmd_result exercise_where(struct ucmd *cmd);
struct ucmd_result exercise_sleep(struct ucmd *cmd);
void exercise_doze(unsigned int ms);

/* wait.c */
struct exercise_waiter {
	u32 tag;
};

struct ucmd_result exercise_wait(struct ucmd *cmd);
struct ucmd_result exercise_wait_bare(struct ucmd *cmd);
struct ucmd_result exercise_take(struct ucmd *cmd);
void exercise_wait_finish(struct ucmd_pending *pend, struct ucmd_outcome *out);

/* hold.c */
/**
 * struct exercise_job - a held command, in its private memory
 * @node: entry in @ex->parked, under its lock; empty: not parked
 * @pend: the command
 * @ex: its device
 * @how: EXERCISE_FROM_*
 * @tag: for EXERCISE_RELEASE
 * @two: the op has a second result word
 * @stubborn: the op has no .finish that counts it out
 * @asleep: the op's handler sleeps while it holds the command
 * @ms: how long .cancel takes
 * @res: result it gets
 * @given: result the driver completed it with, for .finish to compare
 * @addr: where .finish writes, or 0
 * @buf: memory that is used when the command is released, or %NULL
 * @fills: it is filled, beginning with @first; otherwise added up
 * @first: the first byte
 * @served: the queue that it was handed out from, or %NULL
 * @started: .start has returned
 */
struct exercise_job {
	struct list_head node;
	struct ucmd_pending *pend;
	struct exercise *ex;
	u16 how;
	u16 tag;
	bool two;
	bool stubborn;
	bool asleep;
	u32 ms;
	s32 res;
	s32 given;
	u64 addr;
	struct ucmd_buf *buf;
	bool fills;
	u8 first;
	struct exercise_served *served;
	bool started;
	struct delayed_work work;
	struct timer_list timer;
	struct irq_work irq;
};

struct ucmd_result exercise_hold(struct ucmd *cmd);
struct ucmd_result exercise_hold2(struct ucmd *cmd);
struct ucmd_result exercise_hold_stubborn(struct ucmd *cmd);
struct ucmd_result exercise_hold_asleep(struct ucmd *cmd);
struct ucmd_result exercise_finish(struct ucmd *cmd);
struct ucmd_result exercise_release(struct ucmd *cmd);
struct ucmd_result exercise_keep_name(struct ucmd *cmd);
struct ucmd_result exercise_use_name(struct ucmd *cmd);
void exercise_hold_cancel(struct ucmd_pending *pend);
void exercise_hold_finish(struct ucmd_pending *pend, struct ucmd_outcome *out);
void exercise_poll_device(struct ucmd_device *dev);
u32 exercise_release_parked(struct exercise *ex, u32 tag, s32 res);
int exercise_hold_init(void);
void exercise_hold_exit(void);

struct exercise_job *exercise_job_init(struct ucmd *cmd, u16 how, u16 tag);
void exercise_job_start(struct exercise_job *job, u16 how, u32 ms);
void exercise_job_end(struct exercise_job *job, s32 res);
struct ucmd_result exercise_hold_pinned(struct ucmd *cmd, u16 tag,
					struct ucmd_buf *buf, bool fills, u8 first);

/* serve.c */
void exercise_served_init(struct exercise_served *served, unsigned int depth);
struct ucmd_result exercise_serve(struct ucmd *cmd);
struct ucmd_result exercise_serve_stubborn(struct ucmd *cmd);

/* memory.c */
struct ucmd_result exercise_fill(struct ucmd *cmd);
struct ucmd_result exercise_add(struct ucmd *cmd);
struct ucmd_result exercise_pin_fill(struct ucmd *cmd);
struct ucmd_result exercise_pin_add(struct ucmd *cmd);
s32 exercise_use_pinned(const struct exercise_job *job);

/* move.c */
struct ucmd_result exercise_move(struct ucmd *cmd);
struct ucmd_result exercise_move_vec(struct ucmd *cmd);
struct ucmd_result exercise_pin_move(struct ucmd *cmd);
struct ucmd_result exercise_pin_move_vec(struct ucmd *cmd);

/* events.c */
int exercise_events_plug(void);
void exercise_events_pull(void);

/* misuse.c */
struct ucmd_result exercise_misuse(struct ucmd *cmd);
struct ucmd_result exercise_misuse_asleep(struct ucmd *cmd);

/* files.c */
extern const struct file_operations exercise_fops;

int exercise_files_init(void);
void exercise_files_exit(void);

/* refuse.c */
int exercise_refuse(unsigned long n);
int exercise_need_fixed_vec(void);

/* parent.c */
struct device *exercise_parent_new(bool stays_asleep);
void exercise_parent_free(struct device *parent);

#endif /* _EXERCISE_INTERNAL_H */
