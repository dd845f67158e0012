// SPDX-License-Identifier: GPL-2.0-only
/*
 * Does the client notice when it goes wrong?  The ops of chaos.h by hand, as a careful
 * author might: locks, a list, timers that are stopped, completions in task context.
 * What is missing is missing in drivers, too: a command that was marked is answered by
 * a return value (K4), an open file is not thought of when the device goes, and
 * where the kernel does not say that the submitter is gone, nobody asks.  Never copy
 * from here.
 *
 * Only the differences between kernels come from the framework's compat.h.
 */
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

#include "../../kernel/compat/compat.h"
#include "chaos.h"

/**
 * struct raw_job - a command that is not answered at once
 * @node: entry in raw_parked, under raw_lock, or empty; who takes it off, or stops
 *	the timer or the work, completes it
 * @ioucmd: the command
 * @timer: completes it,
 * @work: or this does,
 * @irq: or this
 * @args: what was asked
 * @two: with a second result
 */
struct raw_job {
	struct list_head node;
	struct io_uring_cmd *ioucmd;
	struct timer_list timer;
	struct delayed_work work;
	struct irq_work irq;
	struct chaos_args args;
	bool two;
};

struct raw_pdu {
	struct raw_job *job;
};

static DEFINE_SPINLOCK(raw_lock);
static LIST_HEAD(raw_parked);
static struct workqueue_struct *raw_wq;
static atomic_t raw_counts[CHAOS_COUNTERS];

static struct raw_pdu *raw_pdu(struct io_uring_cmd *ioucmd)
{
	return ucmd_compat_pdu(ioucmd, struct raw_pdu);
}

static const struct chaos_args *raw_args(struct io_uring_cmd *ioucmd)
{
#ifdef UCMD_HAVE_SQE_POINTER
	return (const void *)ioucmd->sqe->cmd;
#else
	return ioucmd->cmd;
#endif
}

/* ------------------------------------------------------------------------
 * Completing
 */

static void raw_free(struct raw_job *job)
{
	atomic_inc(&raw_counts[CHAOS_FINISHED]);
	kfree(job);
}

static void raw_in_task(struct io_uring_cmd *ioucmd, unsigned int issue_flags, bool gone)
{
	struct raw_job *job = raw_pdu(ioucmd)->job;

	ucmd_compat_done(ioucmd, job->args.res, ~(u64)job->args.res, job->two, issue_flags);
	raw_free(job);
}

UCMD_COMPAT_TASK_WORK(raw_in_task_cb, raw_in_task)

static void raw_end(struct raw_job *job, s32 res)
{
	job->args.res = res;
	ucmd_compat_run_in_task(job->ioucmd, raw_in_task_cb);
}

static void raw_timer(struct timer_list *timer)
{
	struct raw_job *job = container_of(timer, struct raw_job, timer);

	raw_end(job, job->args.res);
}

static void raw_work(struct work_struct *work)
{
	struct raw_job *job = container_of(to_delayed_work(work), struct raw_job, work);

	raw_end(job, job->args.res);
}

static void raw_irq(struct irq_work *irq)
{
	struct raw_job *job = container_of(irq, struct raw_job, irq);

	raw_end(job, job->args.res);
}

static bool raw_unpark(struct raw_job *job)
{
	unsigned long flags;
	bool parked;

	spin_lock_irqsave(&raw_lock, flags);
	parked = !list_empty(&job->node);
	list_del_init(&job->node);
	spin_unlock_irqrestore(&raw_lock, flags);
	return parked;
}

static u32 raw_release(u32 max, s32 res)
{
	struct raw_job *job;
	unsigned long flags;
	u32 n;

	for (n = 0; n < max; n++) {
		spin_lock_irqsave(&raw_lock, flags);
		job = list_first_entry_or_null(&raw_parked, struct raw_job, node);
		if (job)
			list_del_init(&job->node);
		spin_unlock_irqrestore(&raw_lock, flags);
		if (!job)
			break;
		raw_end(job, res ?: job->args.res);
	}
	return n;
}

/* ------------------------------------------------------------------------
 * Issuing and cancelling
 */

static bool raw_stop(struct raw_job *job)
{
	switch (job->args.how) {
	case CHAOS_FROM_TIMER:
		return timer_delete(&job->timer);
	case CHAOS_FROM_WORK:
		return cancel_delayed_work(&job->work);
	case CHAOS_FROM_COMMAND:
		return raw_unpark(job);
	default:
		return false;
	}
}

static int raw_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct raw_job *job = raw_pdu(ioucmd)->job;

	if (job && raw_stop(job)) {
		ucmd_compat_done(ioucmd, -ECANCELED, 0, job->two, issue_flags);
		raw_free(job);
	}
	return 0;
}

static void raw_park(struct raw_job *job)
{
	unsigned long flags;

	spin_lock_irqsave(&raw_lock, flags);
	list_add_tail(&job->node, &raw_parked);
	spin_unlock_irqrestore(&raw_lock, flags);
}

static int raw_start(struct raw_job *job)
{
	unsigned long delay = usecs_to_jiffies(job->args.us);
	int res = job->args.res;

	switch (job->args.how) {
	case CHAOS_FROM_TIMER:
		mod_timer(&job->timer, jiffies + delay);
		break;
	case CHAOS_FROM_WORK:
		queue_delayed_work(raw_wq, &job->work, delay);
		break;
	case CHAOS_FROM_IRQ:
		irq_work_queue(&job->irq);
		break;
	case CHAOS_FROM_COMMAND:
		raw_park(job);
		break;
	default:
		/* K4: it was marked, in case it would have to wait */
		raw_free(job);
		return res;
	}
	return -EIOCBQUEUED;
}

static int raw_hold(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct raw_job *job;

	if (ioucmd->cmd_op == CHAOS_LARGE && ucmd_compat_payload_size(issue_flags) < 80)
		return -EINVAL;
	if (ioucmd->cmd_op == CHAOS_TWO && !ucmd_compat_result2(issue_flags))
		return -EOPNOTSUPP;
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return -ENOMEM;
	atomic_inc(&raw_counts[CHAOS_STARTED]);
	INIT_LIST_HEAD(&job->node);
	timer_setup(&job->timer, raw_timer, 0);
	INIT_DELAYED_WORK(&job->work, raw_work);
	init_irq_work(&job->irq, raw_irq);
	job->ioucmd = ioucmd;
	job->args = *raw_args(ioucmd);
	job->two = ioucmd->cmd_op == CHAOS_TWO;
	if (ioucmd->cmd_op == CHAOS_WAIT || ioucmd->cmd_op == CHAOS_BARE)
		job->args.how = CHAOS_FROM_COMMAND;
	raw_pdu(ioucmd)->job = job;
	ucmd_compat_mark(ioucmd, issue_flags);
	return raw_start(job);
}

static int raw_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	if (ucmd_compat_is_cancel(issue_flags))
		return raw_cancel(ioucmd, issue_flags);

	switch (ioucmd->cmd_op) {
	case CHAOS_NOP:
		return READ_ONCE(raw_args(ioucmd)->res);
	case CHAOS_TAKE:
	case CHAOS_RELEASE:
		return raw_release(READ_ONCE(raw_args(ioucmd)->us), 0);
	case CHAOS_SLEEP:
		if (issue_flags & IO_URING_F_NONBLOCK)
			return -EAGAIN;
		return raw_hold(ioucmd, issue_flags);
	case CHAOS_WAIT:
	case CHAOS_BARE:
	case CHAOS_HOLD:
	case CHAOS_STUBBORN:
	case CHAOS_ROOM:
	case CHAOS_DUE:
	case CHAOS_TWO:
	case CHAOS_LARGE:
		return raw_hold(ioucmd, issue_flags);
	default:
		return -ENOTTY;
	}
}

/* ------------------------------------------------------------------------
 * The devices and the control node
 */

static int raw_open(struct inode *inode, struct file *file)
{
	atomic_inc(&raw_counts[CHAOS_OPENED]);
	return 0;
}

static int raw_close(struct inode *inode, struct file *file)
{
	atomic_inc(&raw_counts[CHAOS_RELEASED]);
	return 0;
}

static const struct file_operations raw_fops = {
	.owner		= THIS_MODULE,
	.open		= raw_open,
	.release	= raw_close,
	.uring_cmd	= raw_uring_cmd,
};

static struct miscdevice raw_devices[CHAOS_DEVICES] = {
	{ .minor = MISC_DYNAMIC_MINOR, .name = "chaos0", .fops = &raw_fops },
	{ .minor = MISC_DYNAMIC_MINOR, .name = "chaos1", .fops = &raw_fops },
};

static DEFINE_MUTEX(raw_life_lock);

static long raw_ctl_device(unsigned int number, unsigned long device)
{
	switch (number) {
	case CHAOS_CTL_PLUG:
		return misc_register(&raw_devices[device]);
	case CHAOS_CTL_PULL:
		misc_deregister(&raw_devices[device]);
		return 0;
	case CHAOS_CTL_PURGE:
		raw_release(U32_MAX, -CHAOS_PURGED);
		return 0;
	case CHAOS_CTL_FLUSH:
		return raw_release(U32_MAX, 0);
	default:
		return 0;
	}
}

static long raw_ctl_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	struct chaos_counters counters;
	unsigned int i;
	long ret;

	if (number == CHAOS_CTL_COUNTERS) {
		for (i = 0; i < CHAOS_COUNTERS; i++)
			counters.count[i] = atomic_read(&raw_counts[i]);
		return copy_to_user((void __user *)arg, &counters, sizeof(counters)) ?
		       -EFAULT : 0;
	}
	if (arg >= CHAOS_DEVICES)
		return -EINVAL;
	mutex_lock(&raw_life_lock);
	ret = raw_ctl_device(number, arg);
	mutex_unlock(&raw_life_lock);
	return ret;
}

static const struct file_operations raw_ctl_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= raw_ctl_ioctl,
};

static struct miscdevice raw_ctl = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "chaos_ctl",
	.fops	= &raw_ctl_fops,
};

static int __init raw_init(void)
{
	int err;

	raw_wq = alloc_workqueue("chaos_raw", WQ_UNBOUND, 0);
	if (!raw_wq)
		return -ENOMEM;
	err = misc_register(&raw_devices[0]);
	if (err)
		goto destroy_wq;
	err = misc_register(&raw_devices[1]);
	if (err)
		goto deregister_first;
	err = misc_register(&raw_ctl);
	if (err)
		goto deregister_second;
	return 0;

deregister_second:
	misc_deregister(&raw_devices[1]);
deregister_first:
	misc_deregister(&raw_devices[0]);
destroy_wq:
	destroy_workqueue(raw_wq);
	return err;
}

static void __exit raw_exit(void)
{
	misc_deregister(&raw_ctl);
	misc_deregister(&raw_devices[1]);
	misc_deregister(&raw_devices[0]);
	destroy_workqueue(raw_wq);
}

module_init(raw_init);
module_exit(raw_exit);

MODULE_DESCRIPTION("what goes wrong under fire in a driver written by hand: for tests only");
MODULE_LICENSE("GPL");
