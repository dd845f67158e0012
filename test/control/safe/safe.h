/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What becomes of the same ops on ucmd?  Those of control.h, written as plainly
 * as in raw/, mistakes included where there is still a way to make them: what
 * holds here holds because of the framework.
 */
#ifndef _SAFE_H
#define _SAFE_H

#include <linux/atomic.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "../control.h"

/* Of each command that is held. */
struct safe_job {
	struct delayed_work work;
	struct timer_list timer;
	struct ucmd_pending *pend;
	struct control_args args;
};

extern struct workqueue_struct *safe_wq;
extern atomic_t safe_counters[CONTROL_NR_COUNTERS];
extern struct mutex safe_mutex;

static inline const struct control_args *safe_args(struct ucmd *cmd)
{
	return ucmd_args(cmd, struct control_args);
}

/* once.c */
struct ucmd_result safe_return(struct ucmd *cmd);
struct ucmd_result safe_sleep(struct ucmd *cmd);
struct ucmd_result safe_length(struct ucmd *cmd);
struct ucmd_result safe_large(struct ucmd *cmd);
struct ucmd_result safe_second(struct ucmd *cmd);
struct ucmd_result safe_tally(struct ucmd *cmd);
struct ucmd_result safe_ready(struct ucmd *cmd);
struct ucmd_result safe_quick(struct ucmd *cmd);
struct ucmd_result safe_import(struct ucmd *cmd);
struct ucmd_result safe_bytes(struct ucmd *cmd);
struct ucmd_result safe_native(struct ucmd *cmd);
struct ucmd_result safe_keep(struct ucmd *cmd);
struct ucmd_result safe_fetch(struct ucmd *cmd);
struct ucmd_result safe_prepare(struct ucmd *cmd);
struct ucmd_result safe_lock(struct ucmd *cmd);
struct ucmd_result safe_count(struct ucmd *cmd);

/* later.c */
void safe_ended(struct ucmd_pending *pend, struct ucmd_outcome *out);
struct ucmd_result safe_wait(struct ucmd *cmd);
struct ucmd_result safe_wake(struct ucmd *cmd);
struct ucmd_result safe_lock_wake(struct ucmd *cmd);
struct ucmd_result safe_forget(struct ucmd *cmd);
struct ucmd_result safe_wait_stop(struct ucmd *cmd);
void safe_stop(struct ucmd_pending *pend);
struct ucmd_result safe_wait_object(struct ucmd *cmd);
void safe_object_stop(struct ucmd_pending *pend);
struct ucmd_result safe_twice(struct ucmd *cmd);
struct ucmd_result safe_fail(struct ucmd *cmd);
struct ucmd_result safe_fail_later(struct ucmd *cmd);
struct ucmd_result safe_late(struct ucmd *cmd);
struct ucmd_result safe_timer(struct ucmd *cmd);
struct ucmd_result safe_copy(struct ucmd *cmd);
void safe_copy_finish(struct ucmd_pending *pend, struct ucmd_outcome *out);
struct ucmd_result safe_operation(struct ucmd *cmd);
void safe_operation_finish(struct ucmd_pending *pend, struct ucmd_outcome *out);
struct ucmd_result safe_after(struct ucmd *cmd);

#endif /* _SAFE_H */
