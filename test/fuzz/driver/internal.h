/* SPDX-License-Identifier: GPL-2.0-only */
/* What do the parts of the fuzz driver share? */
#ifndef _FUZZ_INTERNAL_H
#define _FUZZ_INTERNAL_H

#include <linux/atomic.h>
#include <linux/irq_work.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "../fuzz.h"

/**
 * struct fuzz_device - one of the devices
 * @dev: for ucmd
 * @queues: those of FUZZ_WAIT and its like
 * @stay: that of FUZZ_STAY
 * @served: that of FUZZ_SERVE
 * @starting: calls of its .start that have not returned
 * @paused: no handler may run
 * @lock: protects @parked
 * @parked: held commands that wait for a release
 */
struct fuzz_device {
	struct ucmd_device dev;
	struct ucmd_queue queues[FUZZ_QUEUES];
	struct ucmd_queue stay;
	struct ucmd_queue served;
	atomic_t starting;
	atomic_t paused;
	spinlock_t lock;	/* protects @parked */
	struct list_head parked;
};

extern struct fuzz_device fuzz_devices[];

static inline struct fuzz_device *fuzz_of(struct ucmd *cmd)
{
	return container_of(ucmd_device(cmd), struct fuzz_device, dev);
}

extern atomic_t fuzz_live, fuzz_kept, fuzz_wrong;

/* ucmd broke a promise; in words that vm/run takes for a complaint. */
#define fuzz_wrong(what) do {						\
	atomic_inc(&fuzz_wrong);					\
	pr_err_ratelimited("BUG: fuzz: %s\n", what);			\
} while (0)

/* Each handler begins with it. */
static inline void fuzz_enter(struct ucmd *cmd)
{
	if (atomic_read(&fuzz_of(cmd)->paused))
		fuzz_wrong("a handler runs while its device is paused");
}

static inline void fuzz_nap(u8 ms)
{
	if (ms % 4)
		schedule_timeout_interruptible(msecs_to_jiffies(ms % 4));
}

/* at_once.c */
struct ucmd_result fuzz_nop(struct ucmd *cmd);
struct ucmd_result fuzz_echo(struct ucmd *cmd);
struct ucmd_result fuzz_echo2(struct ucmd *cmd);
struct ucmd_result fuzz_sum(struct ucmd *cmd);
struct ucmd_result fuzz_byte(struct ucmd *cmd);
struct ucmd_result fuzz_odd(struct ucmd *cmd);
struct ucmd_result fuzz_sleep(struct ucmd *cmd);
struct ucmd_result fuzz_once(struct ucmd *cmd);
void fuzz_forget(void);

/* pending.c */
/**
 * struct fuzz_job - private memory of a command that may become pending
 * @node: entry in the device's parked ones, under its lock; empty: not parked
 * @pend: the command
 * @fuzz: its device
 * @how: FUZZ_FROM_*
 * @count: where it is counted; NULL: not pending, or over
 * @two: it has a second result
 * @writes: .finish writes to user memory
 * @served: it is of FUZZ_SERVE
 * @started: .start has returned, or soon does
 * @buf: what it has pinned, if anything
 * @fills: writes to that when it is completed, and does not read it
 * @args: as the program gave them
 * @work: completes it, or
 * @timer: does, or
 * @irq: does
 */
struct fuzz_job {
	struct list_head node;
	struct ucmd_pending *pend;
	struct fuzz_device *fuzz;
	atomic_t *count;
	u8 how;
	bool two;
	bool writes;
	bool fills;
	bool served;
	bool started;
	struct ucmd_buf *buf;
	struct fuzz_args args;
	struct delayed_work work;
	struct timer_list timer;
	struct irq_work irq;
};

struct fuzz_job *fuzz_job_init(struct ucmd *cmd, const struct fuzz_args *args);
struct ucmd_result fuzz_job_start(struct ucmd *cmd, struct fuzz_job *job, atomic_t *count);
struct ucmd_result fuzz_wait(struct ucmd *cmd);
struct ucmd_result fuzz_wait_bare(struct ucmd *cmd);
struct ucmd_result fuzz_stay(struct ucmd *cmd);
struct ucmd_result fuzz_serve(struct ucmd *cmd);
void fuzz_start(struct ucmd_queue *queue, struct ucmd_pending *pend);
struct ucmd_result fuzz_take(struct ucmd *cmd);
struct ucmd_result fuzz_hold(struct ucmd *cmd);
struct ucmd_result fuzz_hold2(struct ucmd *cmd);
struct ucmd_result fuzz_hold_sleep(struct ucmd *cmd);
struct ucmd_result fuzz_stubborn(struct ucmd *cmd);
struct ucmd_result fuzz_hold_finish(struct ucmd *cmd);
struct ucmd_result fuzz_release(struct ucmd *cmd);
struct ucmd_result fuzz_find(struct ucmd *cmd);
struct ucmd_result fuzz_stale(struct ucmd *cmd);
void fuzz_job_cancel(struct ucmd_pending *pend);
void fuzz_job_finish(struct ucmd_pending *pend, struct ucmd_outcome *out);
void fuzz_flush(struct fuzz_device *fuzz);
int fuzz_pending_init(void);
void fuzz_pending_exit(void);

/* memory.c */
struct ucmd_result fuzz_fill(struct ucmd *cmd);
struct ucmd_result fuzz_fill_vec(struct ucmd *cmd);
struct ucmd_result fuzz_scan(struct ucmd *cmd);
struct ucmd_result fuzz_scan_vec(struct ucmd *cmd);
struct ucmd_result fuzz_pin_fill(struct ucmd *cmd);
struct ucmd_result fuzz_pin_fill_vec(struct ucmd *cmd);
struct ucmd_result fuzz_pin_scan(struct ucmd *cmd);
struct ucmd_result fuzz_pin_stubborn(struct ucmd *cmd);
/* use what @job has pinned; returns its result */
s32 fuzz_use_pinned(const struct fuzz_job *job);
int fuzz_memory_init(void);
void fuzz_memory_exit(void);

#endif /* _FUZZ_INTERNAL_H */
