// SPDX-License-Identifier: GPL-2.0-only
/* chaos: a sound driver with an op for every way a command can end. */
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/timer.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "chaos.h"

/**
 * struct chaos - a device
 * @dev: the framework's half
 * @waiting: commands of CHAOS_WAIT
 * @bare: commands of CHAOS_BARE
 * @lock: protects @parked
 * @parked: jobs that CHAOS_RELEASE completes
 */
struct chaos {
	struct ucmd_device dev;
	struct ucmd_queue waiting;
	struct ucmd_queue bare;
	spinlock_t lock;	/* see above */
	struct list_head parked;
};

/* Bits of &chaos_job.seen. */
enum { CHAOS_SAW_CANCEL, CHAOS_SAW_FINISH };

/**
 * struct chaos_job - the private memory of a command
 * @pend: its name
 * @chaos: its device
 * @node: entry in the device's parked jobs, under its lock; empty otherwise.
 *	Whoever takes it off owns the command
 * @work: completes it,
 * @timer: or this does,
 * @irq: or this
 * @args: what was asked
 * @two: the op has a second result
 * @seen: which of the op's callbacks have been called
 */
struct chaos_job {
	struct ucmd_pending *pend;
	struct chaos *chaos;
	struct list_head node;
	struct delayed_work work;
	struct timer_list timer;
	struct irq_work irq;
	struct chaos_args args;
	bool two;
	unsigned long seen;
};

static atomic_t chaos_counts[CHAOS_COUNTERS];
static struct workqueue_struct *chaos_wq;

static void chaos_count(unsigned int which)
{
	atomic_inc(&chaos_counts[which]);
}

/* ------------------------------------------------------------------------
 * Completing
 */

/* @job is gone afterwards. */
static void chaos_end(struct chaos_job *job, s32 res)
{
	bool rivals = job->args.flags & CHAOS_BOTH;
	bool won;

	if (job->two)
		won = ucmd_pending_complete2(job->pend, res, ~(u64)res);
	else
		won = ucmd_pending_complete(job->pend, res);
	if (!won)
		chaos_count(rivals ? CHAOS_BEATEN : CHAOS_UNOWNED);
}

static void chaos_work(struct work_struct *work)
{
	struct chaos_job *job = container_of(to_delayed_work(work),
					     struct chaos_job, work);

	chaos_end(job, job->args.res);
}

/* Under a lock of the driver's, as the framework promises that one may. */
static void chaos_timer(struct timer_list *timer)
{
	struct chaos_job *job = container_of(timer, struct chaos_job, timer);
	struct chaos *chaos = job->chaos;
	unsigned long flags;

	spin_lock_irqsave(&chaos->lock, flags);
	chaos_end(job, job->args.res);
	spin_unlock_irqrestore(&chaos->lock, flags);
}

static void chaos_irq(struct irq_work *irq)
{
	struct chaos_job *job = container_of(irq, struct chaos_job, irq);

	chaos_end(job, job->args.res);
}

static void chaos_park(struct chaos_job *job)
{
	unsigned long flags;

	spin_lock_irqsave(&job->chaos->lock, flags);
	list_add_tail(&job->node, &job->chaos->parked);
	spin_unlock_irqrestore(&job->chaos->lock, flags);
}

/* True: the caller owns it. */
static bool chaos_unpark(struct chaos_job *job)
{
	unsigned long flags;
	bool parked;

	spin_lock_irqsave(&job->chaos->lock, flags);
	parked = !list_empty(&job->node);
	list_del_init(&job->node);
	spin_unlock_irqrestore(&job->chaos->lock, flags);
	return parked;
}

static struct chaos_job *chaos_unpark_any(struct chaos *chaos)
{
	struct chaos_job *job;
	unsigned long flags;

	spin_lock_irqsave(&chaos->lock, flags);
	job = list_first_entry_or_null(&chaos->parked, struct chaos_job, node);
	if (job)
		list_del_init(&job->node);
	spin_unlock_irqrestore(&chaos->lock, flags);
	return job;
}

static u32 chaos_release(struct chaos *chaos, u32 max)
{
	struct chaos_job *job;
	u32 n = 0;

	while (n < max && (job = chaos_unpark_any(chaos))) {
		chaos_end(job, job->args.res);
		n++;
	}
	return n;
}

static void chaos_take_one(struct ucmd_pending *pend, struct chaos *chaos, u16 flags)
{
	struct chaos_job *job = ucmd_pending_priv(pend);

	job->pend = pend;
	if (flags & CHAOS_RETURN)
		ucmd_pending_return(pend, &chaos->waiting);
	else if (flags & CHAOS_KEEP)
		chaos_park(job);
	else
		chaos_end(job, job->args.res);
}

static u32 chaos_take(struct chaos *chaos, u32 max, u16 flags)
{
	struct ucmd_pending *pend;
	u32 n = 0;

	while (n < max && (pend = ucmd_queue_take(&chaos->waiting))) {
		chaos_take_one(pend, chaos, flags);
		n++;
	}
	while (n < max && (pend = ucmd_queue_take(&chaos->bare))) {
		if (flags & CHAOS_RETURN)
			ucmd_pending_return(pend, &chaos->bare);
		else if (!ucmd_pending_complete(pend, 0))
			chaos_count(CHAOS_UNOWNED);
		n++;
	}
	return n;
}

/* ------------------------------------------------------------------------
 * .cancel and .finish
 */

/* Has nobody begun to complete it, and will nobody?  Then we own it. */
static bool chaos_stop(struct chaos_job *job)
{
	switch (job->args.how) {
	case CHAOS_FROM_WORK:
		return cancel_delayed_work_sync(&job->work);
	case CHAOS_FROM_TIMER:
		return timer_delete_sync(&job->timer);
	case CHAOS_FROM_IRQ:
		irq_work_sync(&job->irq);
		return false;
	case CHAOS_FROM_COMMAND:
		return chaos_unpark(job);
	default:
		return false;
	}
}

/* Complete first, then see that nobody else is at it: both may try. */
static void chaos_cancel_beside(struct chaos_job *job)
{
	chaos_end(job, -ECANCELED);
	chaos_stop(job);
}

static void chaos_cancel(struct ucmd_pending *pend)
{
	struct chaos_job *job = ucmd_pending_priv(pend);

	chaos_count(CHAOS_CANCELLED);
	if (test_and_set_bit(CHAOS_SAW_CANCEL, &job->seen))
		chaos_count(CHAOS_CANCELLED_TWICE);
	if (test_bit(CHAOS_SAW_FINISH, &job->seen))
		chaos_count(CHAOS_CANCELLED_LATE);

	if (job->args.flags & CHAOS_SLOW)
		usleep_range(500, 1500);
	if (job->args.flags & CHAOS_BOTH)
		chaos_cancel_beside(job);
	else if (chaos_stop(job))
		chaos_end(job, -ECANCELED);
}

static void chaos_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	struct chaos_job *job = ucmd_pending_priv(pend);

	chaos_count(CHAOS_FINISHED);
	if (test_and_set_bit(CHAOS_SAW_FINISH, &job->seen))
		chaos_count(CHAOS_FINISHED_TWICE);
}

/* A held command ends when the driver says so, with what the driver says. */
static void chaos_finish_held(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	struct chaos_job *job = ucmd_pending_priv(pend);

	if (out->res != job->args.res && out->res != -ECANCELED && out->res != -ETIMEDOUT)
		chaos_count(CHAOS_FINISHED_WRONG);
	chaos_finish(pend, out);
}

/* ------------------------------------------------------------------------
 * Handlers
 */

static struct chaos *chaos_of(struct ucmd *cmd)
{
	return container_of(ucmd_device(cmd), struct chaos, dev);
}

static bool chaos_valid(const struct chaos_args *args)
{
	/* one that a command releases has no second party to wait for in .cancel */
	if (args->flags & CHAOS_BOTH && args->how == CHAOS_FROM_COMMAND)
		return false;
	return args->how < CHAOS_FROMS && !args->reserved && args->res > 0;
}

static struct chaos_job *chaos_job_init(struct ucmd *cmd, const struct chaos_args *args)
{
	struct chaos_job *job = ucmd_priv(cmd);

	chaos_count(CHAOS_STARTED);
	INIT_LIST_HEAD(&job->node);
	INIT_DELAYED_WORK(&job->work, chaos_work);
	timer_setup(&job->timer, chaos_timer, 0);
	init_irq_work(&job->irq, chaos_irq);
	job->chaos = chaos_of(cmd);
	job->args = *args;
	return job;
}

/* @job may be gone before this returns. */
static void chaos_start(struct chaos_job *job)
{
	unsigned long delay = usecs_to_jiffies(job->args.us);

	switch (job->args.how) {
	case CHAOS_FROM_HANDLER:
		chaos_end(job, job->args.res);
		break;
	case CHAOS_FROM_WORK:
		queue_delayed_work(chaos_wq, &job->work, delay);
		break;
	case CHAOS_FROM_TIMER:
		mod_timer(&job->timer, jiffies + delay);
		break;
	case CHAOS_FROM_IRQ:
		irq_work_queue(&job->irq);
		break;
	case CHAOS_FROM_COMMAND:
		chaos_park(job);
		break;
	}
}

static struct ucmd_result chaos_hold_as(struct ucmd *cmd, const struct chaos_args *args,
					bool two)
{
	struct chaos_job *job = chaos_job_init(cmd, args);
	struct ucmd_result held;

	job->two = two;
	held = ucmd_hold(cmd, &job->pend);
	chaos_start(job);
	return held;
}

static struct ucmd_result chaos_nop(struct ucmd *cmd)
{
	return ucmd_complete(cmd, ucmd_args(cmd, struct chaos_args)->res);
}

static struct ucmd_result chaos_wait(struct ucmd *cmd)
{
	const struct chaos_args *args = ucmd_args(cmd, struct chaos_args);

	if (!chaos_valid(args))
		return ucmd_complete(cmd, -EINVAL);
	return ucmd_queue(cmd, &chaos_job_init(cmd, args)->chaos->waiting);
}

static struct ucmd_result chaos_bare(struct ucmd *cmd)
{
	return ucmd_queue(cmd, &chaos_of(cmd)->bare);
}

static struct ucmd_result chaos_hold(struct ucmd *cmd)
{
	struct chaos_args args = *ucmd_args(cmd, struct chaos_args);

	if (!chaos_valid(&args))
		return ucmd_complete(cmd, -EINVAL);
	return chaos_hold_as(cmd, &args, false);
}

static struct ucmd_result chaos_sleep(struct ucmd *cmd)
{
	usleep_range(20, 400);
	return chaos_hold(cmd);
}

static struct ucmd_result chaos_two(struct ucmd *cmd)
{
	struct chaos_args args = *ucmd_args(cmd, struct chaos_args);

	if (!chaos_valid(&args))
		return ucmd_complete(cmd, -EINVAL);
	return chaos_hold_as(cmd, &args, true);
}

static struct ucmd_result chaos_large(struct ucmd *cmd)
{
	struct chaos_large large = *ucmd_args(cmd, struct chaos_large);
	unsigned int i;

	if (!chaos_valid(&large.args))
		return ucmd_complete(cmd, -EINVAL);
	for (i = 0; i < ARRAY_SIZE(large.more); i++)
		if (large.more[i] != ~(u64)large.args.res)
			return ucmd_complete(cmd, -EPROTO);
	return chaos_hold_as(cmd, &large.args, false);
}

static struct ucmd_result chaos_take_op(struct ucmd *cmd)
{
	const struct chaos_args *args = ucmd_args(cmd, struct chaos_args);

	return ucmd_complete(cmd, chaos_take(chaos_of(cmd), args->us, args->flags));
}

static struct ucmd_result chaos_release_op(struct ucmd *cmd)
{
	const struct chaos_args *args = ucmd_args(cmd, struct chaos_args);

	return ucmd_complete(cmd, chaos_release(chaos_of(cmd), args->us));
}

/* ------------------------------------------------------------------------
 * The devices
 */

#define CHAOS_OP(number, text, fn)					\
	.op = number, .name = text, .handler = fn,			\
	.args_size = sizeof(struct chaos_args)

#define CHAOS_HELD							\
	.cancel = chaos_cancel, .finish = chaos_finish_held,		\
	.priv_size = sizeof(struct chaos_job)

static const struct ucmd_op chaos_ops[] = {
	{ CHAOS_OP(CHAOS_NOP, "nop", chaos_nop) },
	{ CHAOS_OP(CHAOS_WAIT, "wait", chaos_wait), .finish = chaos_finish,
	  .priv_size = sizeof(struct chaos_job) },
	{ CHAOS_OP(CHAOS_BARE, "bare", chaos_bare) },
	{ CHAOS_OP(CHAOS_HOLD, "hold", chaos_hold), CHAOS_HELD },
	{ CHAOS_OP(CHAOS_STUBBORN, "stubborn", chaos_hold),
	  .finish = chaos_finish_held, .priv_size = sizeof(struct chaos_job) },
	{ CHAOS_OP(CHAOS_SLEEP, "sleep", chaos_sleep), CHAOS_HELD,
	  .flags = UCMD_OP_MAY_SLEEP },
	{ CHAOS_OP(CHAOS_ROOM, "room", chaos_hold), CHAOS_HELD,
	  .flags = UCMD_OP_WAITS_FOR_ROOM },
	{ CHAOS_OP(CHAOS_DUE, "due", chaos_hold), CHAOS_HELD,
	  .deadline_ms = CHAOS_DUE_MS },
	{ CHAOS_OP(CHAOS_TWO, "two", chaos_two), CHAOS_HELD, .flags = UCMD_OP_RESULT2 },
	{ .op = CHAOS_LARGE, .name = "large", .handler = chaos_large,
	  .args_size = sizeof(struct chaos_large), CHAOS_HELD },
	{ CHAOS_OP(CHAOS_TAKE, "take", chaos_take_op) },
	{ CHAOS_OP(CHAOS_RELEASE, "release", chaos_release_op) },
};

static int chaos_open(struct ucmd_device *dev, struct file *file)
{
	chaos_count(CHAOS_OPENED);
	return 0;
}

static void chaos_close(struct ucmd_device *dev, struct file *file)
{
	chaos_count(CHAOS_RELEASED);
}

static void chaos_quiesce(struct ucmd_device *dev)
{
	chaos_release(container_of(dev, struct chaos, dev), U32_MAX);
}

#define CHAOS_DEVICE							\
	.ops = chaos_ops, .nr_ops = ARRAY_SIZE(chaos_ops),		\
	.open = chaos_open, .release = chaos_close,			\
	.quiesce = chaos_quiesce

static struct chaos chaos_devices[CHAOS_DEVICES] = {
	{ .dev = { .name = "chaos0", .depth = 2048, CHAOS_DEVICE } },
	{ .dev = { .name = "chaos1", .depth = 64, CHAOS_DEVICE } },
};

/* ------------------------------------------------------------------------
 * The control node
 */

/* Who uses a device must not do so while it is unregistered. */
static DEFINE_MUTEX(chaos_life_lock);

static long chaos_ctl_device(struct chaos *chaos, unsigned int number)
{
	struct ucmd_device *dev = &chaos->dev;

	switch (number) {
	case CHAOS_CTL_PLUG:
		return ucmd_device_register(dev);
	case CHAOS_CTL_PULL:
		ucmd_device_unregister(dev);
		return 0;
	case CHAOS_CTL_PAUSE:
		ucmd_device_pause(dev);
		return 0;
	case CHAOS_CTL_RESUME:
		ucmd_device_resume(dev);
		return 0;
	case CHAOS_CTL_PURGE:
		ucmd_device_purge(dev, -CHAOS_PURGED);
		return 0;
	case CHAOS_CTL_DRAIN:
		return ucmd_device_drain(dev, CHAOS_DRAIN_MS);
	}
	return -ENOTTY;
}

static long chaos_ctl_counters(void __user *user)
{
	struct chaos_counters counters;
	unsigned int i;

	for (i = 0; i < CHAOS_COUNTERS; i++)
		counters.count[i] = atomic_read(&chaos_counts[i]);
	return copy_to_user(user, &counters, sizeof(counters)) ? -EFAULT : 0;
}

static long chaos_ctl_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	long ret;

	if (number == CHAOS_CTL_COUNTERS)
		return chaos_ctl_counters((void __user *)arg);
	if (arg >= CHAOS_DEVICES)
		return -EINVAL;
	if (number == CHAOS_CTL_FLUSH)
		return chaos_take(&chaos_devices[arg], U32_MAX, 0) +
		       chaos_release(&chaos_devices[arg], U32_MAX);

	mutex_lock(&chaos_life_lock);
	ret = chaos_ctl_device(&chaos_devices[arg], number);
	mutex_unlock(&chaos_life_lock);
	return ret;
}

static const struct file_operations chaos_ctl_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= chaos_ctl_ioctl,
};

static struct miscdevice chaos_ctl = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "chaos_ctl",
	.fops	= &chaos_ctl_fops,
};

static void chaos_pull_all(void)
{
	unsigned int i;

	for (i = 0; i < CHAOS_DEVICES; i++)
		ucmd_device_unregister(&chaos_devices[i].dev);
}

static int chaos_plug_all(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < CHAOS_DEVICES; i++) {
		struct chaos *chaos = &chaos_devices[i];

		ucmd_queue_init(&chaos->waiting);
		ucmd_queue_init(&chaos->bare);
		spin_lock_init(&chaos->lock);
		INIT_LIST_HEAD(&chaos->parked);
		err = ucmd_device_register(&chaos->dev);
		if (err) {
			chaos_pull_all();
			return err;
		}
	}
	return 0;
}

static int __init chaos_init(void)
{
	int err;

	chaos_wq = alloc_workqueue("chaos", WQ_UNBOUND, 0);
	if (!chaos_wq)
		return -ENOMEM;
	err = chaos_plug_all();
	if (err)
		goto destroy_wq;
	err = misc_register(&chaos_ctl);
	if (err)
		goto pull;
	return 0;

pull:
	chaos_pull_all();
destroy_wq:
	destroy_workqueue(chaos_wq);
	return err;
}

static void __exit chaos_exit(void)
{
	misc_deregister(&chaos_ctl);
	chaos_pull_all();
	destroy_workqueue(chaos_wq);
	/*
	 * The command that kept this module may be gone while the interrupt that
	 * completed it has not left our text.
	 */
	synchronize_rcu();
}

module_init(chaos_init);
module_exit(chaos_exit);

MODULE_DESCRIPTION("ucmd test: a driver under fire");
MODULE_LICENSE("GPL");
