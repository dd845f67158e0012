// SPDX-License-Identifier: GPL-2.0-only
/* How does the driver on ucmd look from outside?  Its two devices, its ops. */
#include <linux/module.h>
#include <linux/mutex.h>

#include "safe.h"

struct workqueue_struct *safe_wq;
atomic_t safe_counters[CONTROL_NR_COUNTERS];
/* The driver's own: what its configuration is kept under, say. */
DEFINE_MUTEX(safe_mutex);

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

#define SAFE_OP(number, text, fn, ...)					\
	{ .op = (number), .name = (text), .handler = (fn),		\
	  .args_size = sizeof(struct control_args), __VA_ARGS__ }

/* Answered at once; waiting; held. */
#define SAFE_WAIT(number, text, fn)					\
	SAFE_OP(number, text, fn, .finish = safe_ended)
#define SAFE_HOLD(number, text, fn, ...)				\
	SAFE_OP(number, text, fn, .priv_size = sizeof(struct safe_job),	\
		__VA_ARGS__)
#define SAFE_ASLEEP(number, text, fn, ...)				\
	SAFE_OP(number, text, fn, .flags = UCMD_OP_MAY_SLEEP, __VA_ARGS__)

static const struct ucmd_op safe_ops[] = {
	SAFE_OP(CONTROL_RETURN, "return", safe_return),
	SAFE_OP(CONTROL_DONE, "done", safe_return),
	SAFE_OP(CONTROL_LENGTH, "length", safe_length),
	SAFE_OP(CONTROL_READY, "ready", safe_ready, .flags = UCMD_OP_HOLDS),
	SAFE_OP(CONTROL_QUICK, "quick", safe_quick, .flags = UCMD_OP_HOLDS),
	SAFE_OP(CONTROL_IMPORT, "import", safe_import),
	SAFE_OP(CONTROL_COUNT, "count", safe_count),
	SAFE_OP(CONTROL_SECOND, "second", safe_second, .flags = UCMD_OP_RESULT2),
	SAFE_OP(CONTROL_TALLY, "tally", safe_tally, .priv_size = sizeof(u32)),
	SAFE_OP(CONTROL_BYTES, "bytes", safe_bytes),
	SAFE_OP(CONTROL_WRITE, "write", safe_return, .mode = FMODE_WRITE),
	{ .op = CONTROL_LARGE, .name = "large", .handler = safe_large,
	  .args_size = sizeof(struct control_large) },
	{ .op = CONTROL_NATIVE, .name = "native", .handler = safe_native,
	  .args_size = sizeof(struct control_native) },

	SAFE_ASLEEP(CONTROL_SLEEP, "sleep", safe_sleep),
	SAFE_ASLEEP(CONTROL_NAP, "nap", safe_sleep),
	SAFE_ASLEEP(CONTROL_KEEP, "keep", safe_keep),
	SAFE_ASLEEP(CONTROL_FETCH, "fetch", safe_fetch),
	SAFE_ASLEEP(CONTROL_PREPARE, "prepare", safe_prepare,
		    .priv_size = sizeof(u32)),
	SAFE_ASLEEP(CONTROL_LOCK, "lock", safe_lock),
	SAFE_ASLEEP(CONTROL_LOCK_WAKE, "lock_wake", safe_lock_wake),
	SAFE_ASLEEP(CONTROL_UNPLUG, "unplug", safe_unplug),
	SAFE_ASLEEP(CONTROL_PLUG, "plug", safe_plug),

	SAFE_WAIT(CONTROL_WAIT, "wait", safe_wait),
	SAFE_WAIT(CONTROL_WAIT_CANCEL, "wait_cancel", safe_wait),
	SAFE_WAIT(CONTROL_WAIT_ASLEEP, "wait_asleep", safe_wait),
	SAFE_WAIT(CONTROL_WAIT_MARKED, "wait_marked", safe_wait),
	SAFE_WAIT(CONTROL_WAIT_ALL, "wait_all", safe_wait),
	SAFE_WAIT(CONTROL_WAIT_BEGUN, "wait_begun", safe_wait),
	SAFE_WAIT(CONTROL_WAIT_LAZY, "wait_lazy", safe_wait),
	{ .op = CONTROL_WAIT_LARGE, .name = "wait_large", .handler = safe_wait,
	  .finish = safe_ended, .args_size = sizeof(struct control_large) },
	SAFE_OP(CONTROL_WAKE, "wake", safe_wake),

	SAFE_OP(CONTROL_FORGET, "forget", safe_forget, .finish = safe_ended,
		.deadline_ms = CONTROL_FORGET_MS),
	SAFE_HOLD(CONTROL_WAIT_STOP, "wait_stop", safe_wait_stop,
		  .cancel = safe_stop, .finish = safe_ended),
	SAFE_HOLD(CONTROL_WAIT_OBJECT, "wait_object", safe_wait_object,
		  .cancel = safe_object_stop, .finish = safe_ended),
	SAFE_HOLD(CONTROL_TWICE, "twice", safe_twice, .finish = safe_ended),
	SAFE_HOLD(CONTROL_START_TWICE, "start_twice", safe_twice,
		  .finish = safe_ended),
	SAFE_HOLD(CONTROL_LATE, "late", safe_late, .finish = safe_ended),
	SAFE_HOLD(CONTROL_THREAD, "thread", safe_late, .finish = safe_ended),
	SAFE_HOLD(CONTROL_TIMER, "timer", safe_timer, .finish = safe_ended),
	SAFE_HOLD(CONTROL_FAIL_LATER, "fail_later", safe_fail_later,
		  .finish = safe_ended),
	SAFE_HOLD(CONTROL_COPY, "copy", safe_copy, .finish = safe_copy_finish),
	SAFE_HOLD(CONTROL_OPERATION, "operation", safe_operation,
		  .finish = safe_operation_finish),
	SAFE_HOLD(CONTROL_FAIL, "fail", safe_fail),
	SAFE_HOLD(CONTROL_AFTER, "after", safe_after),
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
