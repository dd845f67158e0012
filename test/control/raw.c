// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes wrong by hand?  The ops of control.h as drivers have written them:
 * each makes the mistake of one class of bugs, and says which.  Never copy from
 * here; safe.c shows the same ops on ucmd.
 *
 * Only the differences between kernels come from the framework's compat.h.
 */
#include <linux/delay.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/workqueue.h>

#include "../../kernel/compat/compat.h"
#include "control.h"

/**
 * struct raw_wait - a command that is not answered at once
 * @node: entry in raw_waiting, under raw_lock; who takes it off completes it
 * @ioucmd: the command
 * @work: what completes it, if not CONTROL_WAKE
 * @timer: or this
 * @args: copy of its arguments
 * @cancel: how F_CANCEL ends it, or %NULL
 * @stopping: F_CANCEL has come before
 */
struct raw_wait {
	struct list_head node;
	struct io_uring_cmd *ioucmd;
	struct delayed_work work;
	struct timer_list timer;
	struct control_args args;
	void (*cancel)(struct raw_wait *wait);
	bool stopping;
};

struct raw_pdu {
	struct raw_wait *wait;
	u32 tally;
};

static DEFINE_SPINLOCK(raw_lock);
static LIST_HEAD(raw_waiting);
static struct workqueue_struct *raw_wq;
static atomic_t raw_counters[CONTROL_NR_COUNTERS];

static struct raw_pdu *raw_pdu(struct io_uring_cmd *ioucmd)
{
	return ucmd_compat_pdu(ioucmd, struct raw_pdu);
}

/* The payload where the kernel says that it is: compat.h knows better on 6.12. */
static const struct control_args *raw_args(struct io_uring_cmd *ioucmd)
{
#ifdef UCMD_HAVE_SQE_POINTER
	return (const void *)ioucmd->sqe->cmd;
#else
	return ioucmd->cmd;
#endif
}

/* For ops that are about something else than the trouble of 6.1 with results. */
static int raw_answer(struct io_uring_cmd *ioucmd, s32 res,
		      unsigned int issue_flags)
{
	if (ucmd_compat_may_return(res))
		return res;
	ucmd_compat_done(ioucmd, res, 0, false, issue_flags);
	return -EIOCBQUEUED;
}

/* ------------------------------------------------------------------------
 * Answered at once
 */

/* R5, R3, N2: whatever the value, it is returned. */
static int raw_return(struct io_uring_cmd *ioucmd)
{
	atomic_inc(&raw_counters[CONTROL_CALLS]);
	return READ_ONCE(raw_args(ioucmd)->value);
}

/* R3: whatever the value, it is posted. */
static int raw_done(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	ucmd_compat_done(ioucmd, READ_ONCE(raw_args(ioucmd)->value), 0, false,
			 issue_flags);
	return -EIOCBQUEUED;
}

/* Q3: the arguments are read when they are needed, in the second call. */
static int raw_sleep(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	msleep(CONTROL_SLEEP_MS);
	return raw_answer(ioucmd, READ_ONCE(raw_args(ioucmd)->value),
			  issue_flags);
}

/* Q1: what was checked is fetched again to be used. */
static int raw_length(struct io_uring_cmd *ioucmd)
{
	const struct control_args *args = raw_args(ioucmd);

	if (READ_ONCE(args->length) > CONTROL_LENGTH_MAX)
		return -EINVAL;
	udelay(10);	/* the work between check and use */
	return READ_ONCE(args->length) > CONTROL_LENGTH_MAX ? -EOVERFLOW : 0;
}

/* Q5: takes every entry for one of 128 bytes. */
static int raw_large(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	const struct control_large *large = (const void *)raw_args(ioucmd);

	return raw_answer(ioucmd, READ_ONCE(large->more[1]), issue_flags);
}

/* R1: takes every completion for one of 32 bytes. */
static int raw_second(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	ucmd_compat_done(ioucmd, 0, READ_ONCE(raw_args(ioucmd)->value), true,
			 issue_flags);
	return -EIOCBQUEUED;
}

/* P1: takes the command's private bytes for zeroed ones. */
static int raw_tally(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	return raw_answer(ioucmd, ++raw_pdu(ioucmd)->tally, issue_flags);
}

/* K4: marked, in case it has to wait, and then answered by return. */
static int raw_ready(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	raw_pdu(ioucmd)->wait = NULL;
	ucmd_compat_mark(ioucmd, issue_flags);
	return 0;
}

/*
 * K3: others can find the command before it is marked.  The completion that
 * comes in between is made here, so that it does so every time.
 */
static int raw_quick(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	raw_pdu(ioucmd)->wait = NULL;
	ucmd_compat_done(ioucmd, 0, 0, false, issue_flags);
	ucmd_compat_mark(ioucmd, issue_flags);
	return -EIOCBQUEUED;
}

/* B1: imports without a look at IORING_URING_CMD_FIXED. */
static int raw_import(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	const struct control_args *args = raw_args(ioucmd);
	struct iov_iter iter;

	/* six arguments since 6.15 or 6.16; the flag came with 6.17 */
#ifdef IORING_URING_CMD_REISSUE
	return io_uring_cmd_import_fixed(args->address, args->length, ITER_DEST,
					 &iter, ioucmd, issue_flags);
#else
	return io_uring_cmd_import_fixed(args->address, args->length, ITER_DEST,
					 &iter, ioucmd);
#endif
}

/* ------------------------------------------------------------------------
 * Answered later
 */

static void raw_in_task(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
			bool gone)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	ucmd_compat_done(ioucmd, wait->args.value, 0, false, issue_flags);
	atomic_dec(&raw_counters[CONTROL_PENDING]);
	kfree(wait);
}

UCMD_COMPAT_TASK_WORK(raw_in_task_cb, raw_in_task)

/* Whoever gets true completes the command, and nobody else does. */
static bool raw_claim(struct raw_wait *wait)
{
	bool claimed;

	spin_lock_bh(&raw_lock);
	claimed = !list_empty(&wait->node);
	list_del_init(&wait->node);
	spin_unlock_bh(&raw_lock);
	return claimed;
}

static int raw_wait(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
		    work_func_t fn, void (*cancel)(struct raw_wait *wait))
{
	struct raw_wait *wait = kzalloc(sizeof(*wait), GFP_KERNEL);

	if (!wait)
		return -ENOMEM;
	wait->ioucmd = ioucmd;
	wait->args = *raw_args(ioucmd);
	wait->cancel = cancel;
	if (fn)
		INIT_DELAYED_WORK(&wait->work, fn);
	raw_pdu(ioucmd)->wait = wait;
	if (cancel)
		ucmd_compat_mark(ioucmd, issue_flags);

	atomic_inc(&raw_counters[CONTROL_PENDING]);
	spin_lock_bh(&raw_lock);
	list_add_tail(&wait->node, &raw_waiting);
	spin_unlock_bh(&raw_lock);
	return -EIOCBQUEUED;
}

static void raw_wake(s32 value)
{
	struct raw_wait *wait, *next;

	spin_lock_bh(&raw_lock);
	list_for_each_entry_safe(wait, next, &raw_waiting, node) {
		list_del_init(&wait->node);
		wait->args.value = value;
		ucmd_compat_run_in_task(wait->ioucmd, raw_in_task_cb);
	}
	spin_unlock_bh(&raw_lock);
}

/* F3: called with the ring's lock held, says that it is not. */
static void raw_cancel_unlocked(struct raw_wait *wait)
{
	if (!raw_claim(wait))
		return;
	ucmd_compat_done(wait->ioucmd, -ECANCELED, 0, false,
			 IO_URING_F_UNLOCKED);
	atomic_dec(&raw_counters[CONTROL_PENDING]);
	kfree(wait);
}

static void raw_stopped(struct work_struct *work)
{
	struct raw_wait *wait = container_of(to_delayed_work(work),
					     struct raw_wait, work);

	if (!raw_claim(wait))
		return;
	wait->args.value = -ECANCELED;
	ucmd_compat_run_in_task(wait->ioucmd, raw_in_task_cb);
}

/* K5: what has to be stopped takes its time; the core asks again meanwhile. */
static void raw_cancel_later(struct raw_wait *wait)
{
	atomic_inc(&raw_counters[CONTROL_CANCELS]);
	if (wait->stopping)
		return;
	wait->stopping = true;
	queue_delayed_work(raw_wq, &wait->work,
			   msecs_to_jiffies(CONTROL_STOP_MS));
}

static int raw_cancel(struct io_uring_cmd *ioucmd)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	if (wait)
		wait->cancel(wait);
	else
		atomic_inc(&raw_counters[CONTROL_STALE]);
	return 0;
}

/* K1: two parties complete the command, each sure that it is its own. */
static void raw_twice_work(struct work_struct *work)
{
	struct raw_wait *wait = container_of(to_delayed_work(work),
					     struct raw_wait, work);

	raw_claim(wait);
	ucmd_compat_done(wait->ioucmd, 1, 0, false, IO_URING_F_UNLOCKED);
	ucmd_compat_done(wait->ioucmd, 2, 0, false, IO_URING_F_UNLOCKED);
	atomic_dec(&raw_counters[CONTROL_PENDING]);
	kfree(wait);
}

static int raw_twice(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret = raw_wait(ioucmd, issue_flags, raw_twice_work, NULL);

	if (ret == -EIOCBQUEUED)
		queue_delayed_work(raw_wq, &raw_pdu(ioucmd)->wait->work, 0);
	return ret;
}

/* C1: writes to the submitter's memory without asking who runs it. */
static void raw_copy_in_task(struct io_uring_cmd *ioucmd,
			     unsigned int issue_flags, bool gone)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;
	void __user *to = u64_to_user_ptr(wait->args.address);

	if (copy_to_user(to, &wait->args.value, sizeof(wait->args.value)))
		wait->args.value = -EFAULT;
	else
		wait->args.value = 0;
	raw_in_task(ioucmd, issue_flags, gone);
}

UCMD_COMPAT_TASK_WORK(raw_copy_in_task_cb, raw_copy_in_task)

static void raw_copy_timer(struct timer_list *timer)
{
	struct raw_wait *wait = container_of(timer, struct raw_wait, timer);

	if (raw_claim(wait))
		ucmd_compat_run_in_task(wait->ioucmd, raw_copy_in_task_cb);
}

static int raw_copy(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret = raw_wait(ioucmd, issue_flags, NULL, NULL);
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	if (ret != -EIOCBQUEUED)
		return ret;
	timer_setup(&wait->timer, raw_copy_timer, 0);
	mod_timer(&wait->timer, jiffies + msecs_to_jiffies(CONTROL_COPY_MS));
	return ret;
}

/* ------------------------------------------------------------------------
 * The victim
 */

static const struct file_operations raw_fops;
static DEFINE_MUTEX(raw_victim_lock);
static bool raw_victim_plugged;

static struct miscdevice raw_victim = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "raw_control_victim",
	.mode	= 0666,
	.fops	= &raw_fops,
};

/* L1: the node goes; files that are open are not thought of. */
static int raw_plug(bool plug)
{
	int err = 0;

	mutex_lock(&raw_victim_lock);
	if (plug && !raw_victim_plugged)
		err = misc_register(&raw_victim);
	else if (!plug && raw_victim_plugged)
		misc_deregister(&raw_victim);
	if (!err)
		raw_victim_plugged = plug;
	mutex_unlock(&raw_victim_lock);
	return err;
}

static int raw_plug_op(bool plug, unsigned int issue_flags)
{
	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	return raw_plug(plug);
}

/* ------------------------------------------------------------------------
 * The device
 */

static int raw_count(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	unsigned int which = READ_ONCE(raw_args(ioucmd)->value);

	if (which >= CONTROL_NR_COUNTERS)
		return -EINVAL;
	return raw_answer(ioucmd, atomic_read(&raw_counters[which]),
			  issue_flags);
}

static int raw_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	if (ucmd_compat_is_cancel(issue_flags))
		return raw_cancel(ioucmd);

	switch (ioucmd->cmd_op) {
	case CONTROL_RETURN:
		return raw_return(ioucmd);
	case CONTROL_DONE:
		return raw_done(ioucmd, issue_flags);
	case CONTROL_SLEEP:
		return raw_sleep(ioucmd, issue_flags);
	case CONTROL_LENGTH:
		return raw_length(ioucmd);
	case CONTROL_READY:
		return raw_ready(ioucmd, issue_flags);
	case CONTROL_QUICK:
		return raw_quick(ioucmd, issue_flags);
	case CONTROL_WAIT:
		/* K6: nobody can end it but CONTROL_WAKE */
		return raw_wait(ioucmd, issue_flags, NULL, NULL);
	case CONTROL_WAIT_CANCEL:
		return raw_wait(ioucmd, issue_flags, NULL, raw_cancel_unlocked);
	case CONTROL_WAIT_STOP:
		return raw_wait(ioucmd, issue_flags, raw_stopped,
				raw_cancel_later);
	case CONTROL_WAKE:
		raw_wake(READ_ONCE(raw_args(ioucmd)->value));
		return 0;
	case CONTROL_TWICE:
		return raw_twice(ioucmd, issue_flags);
	case CONTROL_IMPORT:
		return raw_import(ioucmd, issue_flags);
	case CONTROL_COPY:
		return raw_copy(ioucmd, issue_flags);
	case CONTROL_UNPLUG:
		return raw_plug_op(false, issue_flags);
	case CONTROL_PLUG:
		return raw_plug_op(true, issue_flags);
	case CONTROL_COUNT:
		return raw_count(ioucmd, issue_flags);
	case CONTROL_LARGE:
		return raw_large(ioucmd, issue_flags);
	case CONTROL_SECOND:
		return raw_second(ioucmd, issue_flags);
	case CONTROL_TALLY:
		return raw_tally(ioucmd, issue_flags);
	default:
		return -ENOTTY;
	}
}

/* V5, N2: here so that rings that poll are served at all. */
static int raw_uring_cmd_iopoll(struct io_uring_cmd *ioucmd,
				struct io_comp_batch *batch, unsigned int flags)
{
	return 0;
}

static const struct file_operations raw_fops = {
	.owner			= THIS_MODULE,
	.uring_cmd		= raw_uring_cmd,
	.uring_cmd_iopoll	= raw_uring_cmd_iopoll,
};

static struct miscdevice raw_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "raw_control",
	.mode	= 0666,
	.fops	= &raw_fops,
};

static int __init raw_init(void)
{
	int err;

	raw_wq = alloc_workqueue("raw_control", WQ_UNBOUND, 0);
	if (!raw_wq)
		return -ENOMEM;
	err = raw_plug(true);
	if (err)
		goto destroy_wq;
	err = misc_register(&raw_misc);
	if (err)
		goto unplug;
	return 0;

unplug:
	raw_plug(false);
destroy_wq:
	destroy_workqueue(raw_wq);
	return err;
}

static void __exit raw_exit(void)
{
	misc_deregister(&raw_misc);
	raw_plug(false);
	destroy_workqueue(raw_wq);
}

module_init(raw_init);
module_exit(raw_exit);

MODULE_DESCRIPTION("what goes wrong in a driver written by hand: for tests only");
MODULE_LICENSE("GPL");
