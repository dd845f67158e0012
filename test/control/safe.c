// SPDX-License-Identifier: GPL-2.0-only
/*
 * What becomes of the same ops on ucmd?  Those of control.h, written as plainly
 * as in raw.c: what holds here holds because of the framework.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "control.h"

/* Of each command that is held. */
struct safe_job {
	struct delayed_work work;
	struct ucmd_pending *pend;
	struct control_args args;
};

static struct ucmd_queue safe_waiting = UCMD_QUEUE_INIT(safe_waiting);
static struct workqueue_struct *safe_wq;
static atomic_t safe_counters[CONTROL_NR_COUNTERS];

static const struct control_args *safe_args(struct ucmd *cmd)
{
	return ucmd_args(cmd, struct control_args);
}

/* ------------------------------------------------------------------------
 * Answered at once
 */

static struct ucmd_result safe_return(struct ucmd *cmd)
{
	atomic_inc(&safe_counters[CONTROL_CALLS]);
	return ucmd_complete(cmd, safe_args(cmd)->value);
}

static struct ucmd_result safe_sleep(struct ucmd *cmd)
{
	msleep(CONTROL_SLEEP_MS);
	return ucmd_complete(cmd, safe_args(cmd)->value);
}

static struct ucmd_result safe_length(struct ucmd *cmd)
{
	const struct control_args *args = safe_args(cmd);

	if (READ_ONCE(args->length) > CONTROL_LENGTH_MAX)
		return ucmd_complete(cmd, -EINVAL);
	udelay(10);	/* the work between check and use */
	return ucmd_complete(cmd, READ_ONCE(args->length) > CONTROL_LENGTH_MAX ?
				  -EOVERFLOW : 0);
}

static struct ucmd_result safe_large(struct ucmd *cmd)
{
	const struct control_large *large = ucmd_args(cmd, struct control_large);

	return ucmd_complete(cmd, large->more[1]);
}

static struct ucmd_result safe_second(struct ucmd *cmd)
{
	return ucmd_complete2(cmd, 0, safe_args(cmd)->value);
}

static struct ucmd_result safe_tally(struct ucmd *cmd)
{
	u32 *tally = ucmd_priv(cmd);

	return ucmd_complete(cmd, ++*tally);
}

static struct ucmd_result safe_ready(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}

static struct ucmd_result safe_quick(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result held = ucmd_hold(cmd, &pend);

	ucmd_pending_complete(pend, 0);
	return held;
}

/* The framework has no buffers to offer so far. */
static struct ucmd_result safe_import(struct ucmd *cmd)
{
	return ucmd_complete(cmd, -EOPNOTSUPP);
}

/* ------------------------------------------------------------------------
 * Answered later
 */

static struct ucmd_result safe_wait(struct ucmd *cmd)
{
	atomic_inc(&safe_counters[CONTROL_PENDING]);
	return ucmd_queue(cmd, &safe_waiting);
}

static void safe_ended(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	atomic_dec(&safe_counters[CONTROL_PENDING]);
}

static struct ucmd_result safe_wake(struct ucmd *cmd)
{
	s32 value = safe_args(cmd)->value;
	struct ucmd_pending *pend;

	while ((pend = ucmd_queue_take(&safe_waiting)))
		ucmd_pending_complete(pend, value);
	return ucmd_complete(cmd, 0);
}

static struct ucmd_result safe_hold(struct ucmd *cmd, work_func_t fn)
{
	struct safe_job *job = ucmd_priv(cmd);

	job->args = *safe_args(cmd);
	INIT_DELAYED_WORK(&job->work, fn);
	atomic_inc(&safe_counters[CONTROL_PENDING]);
	return ucmd_hold(cmd, &job->pend);
}

static struct safe_job *safe_job(struct work_struct *work)
{
	return container_of(to_delayed_work(work), struct safe_job, work);
}

static void safe_stopped(struct work_struct *work)
{
	ucmd_pending_complete(safe_job(work)->pend, -ECANCELED);
}

static struct ucmd_result safe_wait_stop(struct ucmd *cmd)
{
	return safe_hold(cmd, safe_stopped);
}

static void safe_stop(struct ucmd_pending *pend)
{
	struct safe_job *job = ucmd_pending_priv(pend);

	atomic_inc(&safe_counters[CONTROL_CANCELS]);
	queue_delayed_work(safe_wq, &job->work,
			   msecs_to_jiffies(CONTROL_STOP_MS));
}

static void safe_twice_work(struct work_struct *work)
{
	struct ucmd_pending *pend = safe_job(work)->pend;

	ucmd_pending_complete(pend, 1);
	ucmd_pending_complete(pend, 2);
}

static struct ucmd_result safe_twice(struct ucmd *cmd)
{
	struct ucmd_result held = safe_hold(cmd, safe_twice_work);
	struct safe_job *job = ucmd_priv(cmd);

	queue_delayed_work(safe_wq, &job->work, 0);
	return held;
}

static void safe_copy_work(struct work_struct *work)
{
	ucmd_pending_complete(safe_job(work)->pend, 0);
}

static struct ucmd_result safe_copy(struct ucmd *cmd)
{
	struct ucmd_result held = safe_hold(cmd, safe_copy_work);
	struct safe_job *job = ucmd_priv(cmd);

	queue_delayed_work(safe_wq, &job->work,
			   msecs_to_jiffies(CONTROL_COPY_MS));
	return held;
}

static void safe_copy_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	const struct safe_job *job = ucmd_pending_priv(pend);
	void __user *to = u64_to_user_ptr(job->args.address);

	if (out->user &&
	    copy_to_user(to, &job->args.value, sizeof(job->args.value)))
		out->res = -EFAULT;
	safe_ended(pend, out);
}

/* ------------------------------------------------------------------------
 * The victim
 */

static const struct ucmd_op safe_victim_ops[] = {
	{ .op = CONTROL_RETURN, .name = "return", .handler = safe_return,
	  .args_size = sizeof(struct control_args) },
	{ .op = CONTROL_WAIT, .name = "wait", .handler = safe_wait,
	  .finish = safe_ended, .args_size = sizeof(struct control_args) },
};

static struct ucmd_device safe_victim = {
	.name	= "safe_control_victim",
	.mode	= 0666,
	.ops	= safe_victim_ops,
	.nr_ops	= ARRAY_SIZE(safe_victim_ops),
};

static DEFINE_MUTEX(safe_victim_lock);
static bool safe_victim_plugged;

static int safe_plug_victim(bool plug)
{
	int err = 0;

	mutex_lock(&safe_victim_lock);
	if (plug && !safe_victim_plugged)
		err = ucmd_device_register(&safe_victim);
	else if (!plug && safe_victim_plugged)
		ucmd_device_unregister(&safe_victim);
	if (!err)
		safe_victim_plugged = plug;
	mutex_unlock(&safe_victim_lock);
	return err;
}

static struct ucmd_result safe_unplug(struct ucmd *cmd)
{
	return ucmd_complete(cmd, safe_plug_victim(false));
}

static struct ucmd_result safe_plug(struct ucmd *cmd)
{
	return ucmd_complete(cmd, safe_plug_victim(true));
}

/* ------------------------------------------------------------------------
 * The device
 */

static struct ucmd_result safe_count(struct ucmd *cmd)
{
	unsigned int which = safe_args(cmd)->value;

	if (which >= CONTROL_NR_COUNTERS)
		return ucmd_complete(cmd, -EINVAL);
	return ucmd_complete(cmd, atomic_read(&safe_counters[which]));
}

#define SAFE_OP(number, text, fn, ...)					\
	{ .op = (number), .name = (text), .handler = (fn),		\
	  .args_size = sizeof(struct control_args), __VA_ARGS__ }

static const struct ucmd_op safe_ops[] = {
	SAFE_OP(CONTROL_RETURN, "return", safe_return),
	SAFE_OP(CONTROL_DONE, "done", safe_return),
	SAFE_OP(CONTROL_SLEEP, "sleep", safe_sleep,
		.flags = UCMD_OP_MAY_SLEEP),
	SAFE_OP(CONTROL_LENGTH, "length", safe_length),
	SAFE_OP(CONTROL_READY, "ready", safe_ready, .flags = UCMD_OP_HOLDS),
	SAFE_OP(CONTROL_QUICK, "quick", safe_quick, .flags = UCMD_OP_HOLDS),
	SAFE_OP(CONTROL_WAIT, "wait", safe_wait, .finish = safe_ended),
	SAFE_OP(CONTROL_WAIT_CANCEL, "wait_cancel", safe_wait,
		.finish = safe_ended),
	SAFE_OP(CONTROL_WAIT_STOP, "wait_stop", safe_wait_stop,
		.cancel = safe_stop, .finish = safe_ended,
		.priv_size = sizeof(struct safe_job)),
	SAFE_OP(CONTROL_WAKE, "wake", safe_wake),
	SAFE_OP(CONTROL_TWICE, "twice", safe_twice, .finish = safe_ended,
		.priv_size = sizeof(struct safe_job)),
	SAFE_OP(CONTROL_IMPORT, "import", safe_import),
	SAFE_OP(CONTROL_COPY, "copy", safe_copy, .finish = safe_copy_finish,
		.priv_size = sizeof(struct safe_job)),
	SAFE_OP(CONTROL_UNPLUG, "unplug", safe_unplug,
		.flags = UCMD_OP_MAY_SLEEP),
	SAFE_OP(CONTROL_PLUG, "plug", safe_plug, .flags = UCMD_OP_MAY_SLEEP),
	SAFE_OP(CONTROL_COUNT, "count", safe_count),
	{ .op = CONTROL_LARGE, .name = "large", .handler = safe_large,
	  .args_size = sizeof(struct control_large) },
	SAFE_OP(CONTROL_SECOND, "second", safe_second,
		.flags = UCMD_OP_RESULT2),
	SAFE_OP(CONTROL_TALLY, "tally", safe_tally, .priv_size = sizeof(u32)),
};

static struct ucmd_device safe_device = {
	.name	= "safe_control",
	.mode	= 0666,
	.ops	= safe_ops,
	.nr_ops	= ARRAY_SIZE(safe_ops),
};

static int __init safe_init(void)
{
	int err;

	safe_wq = alloc_workqueue("safe_control", WQ_UNBOUND, 0);
	if (!safe_wq)
		return -ENOMEM;
	err = safe_plug_victim(true);
	if (err)
		goto destroy_wq;
	err = ucmd_device_register(&safe_device);
	if (err)
		goto unplug;
	return 0;

unplug:
	safe_plug_victim(false);
destroy_wq:
	destroy_workqueue(safe_wq);
	return err;
}

static void __exit safe_exit(void)
{
	ucmd_device_unregister(&safe_device);
	safe_plug_victim(false);
	destroy_workqueue(safe_wq);
}

module_init(safe_init);
module_exit(safe_exit);

MODULE_DESCRIPTION("the ops of raw_control on ucmd: for tests only");
MODULE_LICENSE("GPL");
