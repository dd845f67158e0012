// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is there for commands that answer many times?  Events: numbers that count up, each
 * given once, to whichever command of /dev/exercise_events comes for it first.
 */
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/mutex.h>
#include <linux/uio.h>

#include "internal.h"

/**
 * struct exercise_events_job - a held command, in its private memory
 * @node: entry in exercise_listeners
 * @pend: the command
 * @tag: for EXERCISE_EMIT
 * @streams: it has not been stopped
 * @then: EXERCISE_EMIT_*: what .fill does when all are given
 * @res: with that
 * @filling: .fill runs
 * @irq: makes events in hard interrupts, when @work says so
 * @work: makes events while it @streams
 */
struct exercise_events_job {
	struct list_head node;
	struct ucmd_pending *pend;
	u16 tag;
	bool streams;
	u32 then;
	s32 res;
	atomic_t filling;
	struct irq_work irq;
	struct work_struct work;
};

static LIST_HEAD(exercise_listeners);
static u64 exercise_made, exercise_given;
static DEFINE_SPINLOCK(exercise_events_lock);	/* protects these */
static bool exercise_events_there;		/* the device */

static void exercise_events_complete(struct exercise_events_job *job, s32 res)
{
	exercise_count(ucmd_pending_complete(job->pend, res) ? EXERCISE_COMPLETED :
							      EXERCISE_LOST);
}

static void exercise_make(struct exercise_events_job *job)
{
	unsigned long flags;

	spin_lock_irqsave(&exercise_events_lock, flags);
	exercise_made++;
	ucmd_pending_wake(job->pend);
	spin_unlock_irqrestore(&exercise_events_lock, flags);
}

static void exercise_events_irq(struct irq_work *irq)
{
	if (in_hardirq())
		exercise_make(container_of(irq, struct exercise_events_job, irq));
}

/* From here and from hard interrupts, until .cancel says to stop. */
static void exercise_events_stream(struct work_struct *work)
{
	struct exercise_events_job *job = container_of(work, struct exercise_events_job, work);

	while (READ_ONCE(job->streams)) {
		irq_work_queue(&job->irq);
		exercise_make(job);
		usleep_range(20, 100);
	}
}

static ssize_t exercise_events_fill(struct ucmd_pending *pend, struct iov_iter *to)
{
	struct exercise_events_job *job = ucmd_pending_priv(pend);
	ssize_t res = sizeof(u64);
	u64 number = 0;

	if (atomic_inc_return(&job->filling) != 1)
		exercise_count(EXERCISE_FINISHES_WRONG);
	if (job->then == EXERCISE_EMIT_SLOWLY)
		msleep(EXERCISE_LIMIT_MS);
	if (!READ_ONCE(exercise_events_there))
		exercise_count(EXERCISE_FINISHES_WRONG);
	spin_lock_irq(&exercise_events_lock);
	if (exercise_given != exercise_made)
		number = ++exercise_given;
	spin_unlock_irq(&exercise_events_lock);

	if (number) {
		if (copy_to_iter(&number, sizeof(number), to) != sizeof(number))
			res = -EFAULT;
	} else {
		res = 0;
		if (job->then == EXERCISE_EMIT_FAIL)
			res = job->res;
		else if (job->then == EXERCISE_EMIT_END)
			exercise_events_complete(job, job->res);
		else if (job->then == EXERCISE_EMIT_TOO_MUCH)
			res = iov_iter_count(to) + 1;
	}
	atomic_dec(&job->filling);
	return res;
}

static void exercise_events_cancel(struct ucmd_pending *pend)
{
	struct exercise_events_job *job = ucmd_pending_priv(pend);

	exercise_count(EXERCISE_CANCELS);
	WRITE_ONCE(job->streams, false);
	cancel_work_sync(&job->work);
	irq_work_sync(&job->irq);
	exercise_events_complete(job, -ECANCELED);
}

static void exercise_events_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	struct exercise_events_job *job = ucmd_pending_priv(pend);

	exercise_count(EXERCISE_FINISHES);
	if (!out->user)
		exercise_count(EXERCISE_FINISHES_GONE);
	if (atomic_read(&job->filling))
		exercise_count(EXERCISE_FINISHES_WRONG);
	spin_lock_irq(&exercise_events_lock);
	list_del(&job->node);
	spin_unlock_irq(&exercise_events_lock);
	atomic_dec(&exercise_counts[EXERCISE_LIVE]);
}

static struct ucmd_result exercise_events(struct ucmd *cmd)
{
	struct exercise_emit args = *ucmd_args(cmd, struct exercise_emit);
	struct exercise_events_job *job = ucmd_priv(cmd);
	struct ucmd_result held;
	unsigned long flags;

	exercise_count(EXERCISE_HANDLERS);
	if (args.then == EXERCISE_EMIT_COMPLETE)
		return ucmd_complete(cmd, args.res);
	job->tag = args.tag;
	job->streams = args.how == EXERCISE_FROM_IRQ;
	job->then = args.then;
	job->res = args.res;
	init_irq_work(&job->irq, exercise_events_irq);
	INIT_WORK(&job->work, exercise_events_stream);
	spin_lock_irqsave(&exercise_events_lock, flags);
	held = ucmd_hold(cmd, &job->pend);
	list_add_tail(&job->node, &exercise_listeners);
	/* now it can be cancelled; and .finish counts it out behind our lock */
	exercise_count(EXERCISE_LIVE);
	exercise_made += args.n;
	if (args.n)
		ucmd_pending_wake(job->pend);
	if (job->streams)
		schedule_work(&job->work);
	spin_unlock_irqrestore(&exercise_events_lock, flags);
	return held;
}

static struct ucmd_result exercise_emit(struct ucmd *cmd)
{
	struct exercise_emit args = *ucmd_args(cmd, struct exercise_emit);
	struct exercise_events_job *job;
	unsigned long flags;
	s32 woken = 0;

	exercise_count(EXERCISE_HANDLERS);
	spin_lock_irqsave(&exercise_events_lock, flags);
	exercise_made += args.n;
	list_for_each_entry(job, &exercise_listeners, node) {
		if (job->tag != args.tag)
			continue;
		job->then = args.then;
		job->res = args.res;
		woken += ucmd_pending_wake(job->pend);
		if (args.then == EXERCISE_EMIT_COMPLETE)
			exercise_events_complete(job, args.res);
	}
	spin_unlock_irqrestore(&exercise_events_lock, flags);
	return ucmd_complete(cmd, woken);
}

#define EXERCISE_EVENTS_OP						\
	.handler = exercise_events, .fill = exercise_events_fill,	\
	.cancel = exercise_events_cancel, .finish = exercise_events_finish, \
	.args_size = sizeof(struct exercise_emit),			\
	.priv_size = sizeof(struct exercise_events_job),		\
	.flags = UCMD_OP_MULTISHOT

static const struct ucmd_op exercise_events_ops[] = {
	{ .op = EXERCISE_EVENTS, .name = "events", EXERCISE_EVENTS_OP },
	{ .op = EXERCISE_EVENTS_LIMITED, .name = "events_limited", EXERCISE_EVENTS_OP,
	  .deadline_ms = EXERCISE_LIMIT_MS },
	{ .op = EXERCISE_EMIT, .name = "emit", .handler = exercise_emit,
	  .args_size = sizeof(struct exercise_emit) },
};

static struct ucmd_device exercise_events_device = {
	.name	= "exercise_events",
	.ops	= exercise_events_ops,
	.nr_ops	= ARRAY_SIZE(exercise_events_ops),
	.mode	= 0666,
	.file_size = sizeof(struct exercise_file),
	.fops	= &exercise_fops,
};

static DEFINE_MUTEX(exercise_events_plug_lock);

int exercise_events_plug(void)
{
	int err;

	mutex_lock(&exercise_events_plug_lock);
	WRITE_ONCE(exercise_events_there, true);
	err = ucmd_device_register(&exercise_events_device);
	mutex_unlock(&exercise_events_plug_lock);
	return err;
}

void exercise_events_pull(void)
{
	mutex_lock(&exercise_events_plug_lock);
	ucmd_device_unregister(&exercise_events_device);
	WRITE_ONCE(exercise_events_there, false);
	exercise_made = 0;
	exercise_given = 0;
	mutex_unlock(&exercise_events_plug_lock);
}
