/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What goes wrong by hand?  The ops of control.h as drivers have written them:
 * each makes the mistake of one class of bugs, and says which.  Never copy from
 * here; safe/ has the same ops on ucmd.
 *
 * Only the differences between kernels come from the framework's compat.h.
 */
#ifndef _RAW_H
#define _RAW_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "../../../kernel/compat/compat.h"
#include "../control.h"

/**
 * struct raw_wait - a command that is not answered at once
 * @node: entry in raw_waiting, under raw_lock; who takes it off completes it
 * @ioucmd: the command
 * @work: what completes it, if not CONTROL_WAKE
 * @timer: or this
 * @args: copy of its arguments
 * @cancel: how F_CANCEL ends it, or %NULL
 * @issue_flags: of the call that submitted it
 * @stopping: F_CANCEL has come before
 * @freed: given up; not freed in fact, so that the kernel lives to tell
 */
struct raw_wait {
	struct list_head node;
	struct io_uring_cmd *ioucmd;
	struct delayed_work work;
	struct timer_list timer;
	struct control_args args;
	void (*cancel)(struct raw_wait *wait, unsigned int issue_flags);
	unsigned int issue_flags;
	bool stopping;
	bool freed;
};

struct raw_pdu {
	struct raw_wait *wait;
	u32 tally;
};

extern struct workqueue_struct *raw_wq;
extern atomic_t raw_counters[CONTROL_NR_COUNTERS];
extern struct mutex raw_mutex;

static inline struct raw_pdu *raw_pdu(struct io_uring_cmd *ioucmd)
{
	return ucmd_compat_pdu(ioucmd, struct raw_pdu);
}

static inline struct raw_wait *raw_wait_of(struct work_struct *work)
{
	return container_of(to_delayed_work(work), struct raw_wait, work);
}

/* The payload where the kernel says that it is: compat.h knows better on 6.12. */
static inline const struct control_args *raw_args(struct io_uring_cmd *ioucmd)
{
#ifdef UCMD_HAVE_SQE_POINTER
	return (const void *)ioucmd->sqe->cmd;
#else
	return ioucmd->cmd;
#endif
}

/* For ops that are about something else than the trouble of 6.1 with results. */
static inline int raw_answer(struct io_uring_cmd *ioucmd, s32 res,
			     unsigned int issue_flags)
{
	if (ucmd_compat_may_return(res, issue_flags))
		return res;
	ucmd_compat_done(ioucmd, res, 0, false, issue_flags);
	return -EIOCBQUEUED;
}

/* once.c: -ENOTTY if the op is none of those that are answered at once. */
int raw_once(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

/* wait.c: commands that wait for CONTROL_WAKE. */
int raw_wait(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
	     work_func_t fn,
	     void (*cancel)(struct raw_wait *wait, unsigned int issue_flags));
bool raw_claim(struct raw_wait *wait);
struct raw_wait *raw_first(void);
void raw_end(struct raw_wait *wait, s32 res, unsigned int issue_flags);
void raw_end_in_task(struct raw_wait *wait, s32 res);
int raw_waits(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

/* cancel.c: what F_CANCEL does with them. */
void raw_cancel_marked(struct raw_wait *wait, unsigned int issue_flags);
int raw_cancels(struct io_uring_cmd *ioucmd, unsigned int issue_flags);
int raw_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

/* hold.c: commands that something else than CONTROL_WAKE completes. */
int raw_holds(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

#endif /* _RAW_H */
