// SPDX-License-Identifier: GPL-2.0-only
/* What does the driver hold, and who completes it, from which context? */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/uaccess.h>

#include "internal.h"

static struct workqueue_struct *exercise_wq;

/* Handlers of EXERCISE_HOLD_ASLEEP that have not returned. */
static atomic_t exercise_sleepers;

/* ------------------------------------------------------------------------
 * Completing
 */

/* @job is gone afterwards. */
void exercise_job_end(struct exercise_job *job, s32 res)
{
	bool stubborn = job->stubborn;
	bool won;

	job->given = res;
	/* first: the next may be started by what follows */
	if (job->served)
		atomic_dec(&job->served->busy);
	if (job->two)
		won = ucmd_pending_complete2(job->pend, res, EXERCISE_HOLD2_WORD);
	else
		won = ucmd_pending_complete(job->pend, res);

	exercise_count(won ? EXERCISE_COMPLETED : EXERCISE_LOST);
	if (won && stubborn)
		atomic_dec(&exercise_counts[EXERCISE_LIVE]);
}

/* ucmd promises that any driver lock may be held: one of ours is. */
static void exercise_job_end_locked(struct exercise_job *job)
{
	struct exercise *ex = job->ex;
	unsigned long flags;

	spin_lock_irqsave(&ex->lock, flags);
	exercise_job_end(job, job->res);
	spin_unlock_irqrestore(&ex->lock, flags);
}

static void exercise_work(struct work_struct *work)
{
	struct exercise_job *job = container_of(to_delayed_work(work),
						struct exercise_job, work);

	exercise_job_end(job, job->res);
}

static void exercise_timer(struct timer_list *timer)
{
	exercise_job_end_locked(container_of(timer, struct exercise_job, timer));
}

static void exercise_irq(struct irq_work *irq)
{
	struct exercise_job *job = container_of(irq, struct exercise_job, irq);

	exercise_job_end(job, in_hardirq() ? job->res : -EPROTO);
}

static bool exercise_unpark(struct exercise_job *job)
{
	unsigned long flags;
	bool parked;

	spin_lock_irqsave(&job->ex->lock, flags);
	parked = !list_empty(&job->node);
	list_del_init(&job->node);
	spin_unlock_irqrestore(&job->ex->lock, flags);
	return parked;
}

/* The first that has @tag, if not 0, and that @polled wants. */
static struct exercise_job *
exercise_unpark_first(struct exercise *ex, u32 tag, bool polled)
{
	struct exercise_job *job, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&ex->lock, flags);
	list_for_each_entry(job, &ex->parked, node) {
		if ((tag && job->tag != tag) ||
		    (polled && job->how != EXERCISE_FROM_POLL))
			continue;
		list_del_init(&job->node);
		found = job;
		break;
	}
	spin_unlock_irqrestore(&ex->lock, flags);
	return found;
}

u32 exercise_release_parked(struct exercise *ex, u32 tag, s32 res)
{
	struct exercise_job *job;
	u32 n = 0;

	while ((job = exercise_unpark_first(ex, tag, false))) {
		exercise_job_end(job, job->buf ? exercise_use_pinned(job) : res);
		n++;
	}
	return n;
}

void exercise_poll_device(struct ucmd_device *dev)
{
	struct exercise *ex = container_of(dev, struct exercise, dev);
	struct exercise_job *job;

	while ((job = exercise_unpark_first(ex, 0, true)))
		exercise_job_end(job, job->res);
}

struct ucmd_result exercise_release(struct ucmd *cmd)
{
	const struct exercise_release *args = ucmd_args(cmd, struct exercise_release);

	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete(cmd, exercise_release_parked(exercise_of(cmd),
							  args->tag, args->res));
}

/* ------------------------------------------------------------------------
 * Cancel and finish
 */

/*
 * Stop whoever would complete @job.  If that is too late it has completed the
 * job when this returns; the private memory stays until .cancel has returned.
 */
static bool exercise_stop(struct exercise_job *job)
{
	switch (job->how) {
	case EXERCISE_FROM_WORK:
		return cancel_delayed_work_sync(&job->work);
	case EXERCISE_FROM_TIMER:
		return timer_delete_sync(&job->timer);
	case EXERCISE_FROM_IRQ:
		irq_work_sync(&job->irq);
		return false;
	case EXERCISE_FROM_CANCEL:
		msleep(job->ms);
		return exercise_unpark(job);
	case EXERCISE_FROM_RELEASE:
	case EXERCISE_FROM_POLL:
		return exercise_unpark(job);
	default:
		return false;
	}
}

void exercise_hold_cancel(struct ucmd_pending *pend)
{
	struct exercise_job *job = ucmd_pending_priv(pend);

	exercise_count(EXERCISE_CANCELS);
	if ((job->asleep && atomic_read(&exercise_sleepers)) ||
	    (job->served && !READ_ONCE(job->started)))
		exercise_count(EXERCISE_EARLY_CANCELS);
	if (exercise_stop(job))
		exercise_job_end(job, -ECANCELED);
}

void exercise_hold_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	struct exercise_job *job = ucmd_pending_priv(pend);
	u64 word = EXERCISE_FINISH_WORD;

	exercise_count(EXERCISE_FINISHES);
	/*
	 * What .cancel stopped because of a deadline has run out of time; what waited
	 * for .start was given no result by the driver.
	 */
	if (out->res != job->given && !(job->served && !job->started) &&
	    !(job->given == -ECANCELED && out->res == -ETIMEDOUT))
		exercise_count(EXERCISE_FINISHES_WRONG);
	if (!out->user) {
		exercise_count(EXERCISE_FINISHES_GONE);
	} else if (job->addr) {
		out->res = sizeof(word);
		if (copy_to_user(u64_to_user_ptr(job->addr), &word, sizeof(word)))
			out->res = -EFAULT;
	}
	/* last: tests wait for it, then look at the others */
	atomic_dec(&exercise_counts[EXERCISE_LIVE]);
}

/* ------------------------------------------------------------------------
 * Holding
 */

void exercise_job_start(struct exercise_job *job, u16 how, u32 ms)
{
	struct exercise *ex = job->ex;
	unsigned long flags;

	switch (how) {
	case EXERCISE_FROM_HANDLER:
		exercise_job_end_locked(job);
		break;
	case EXERCISE_FROM_WORK:
		queue_delayed_work(exercise_wq, &job->work, msecs_to_jiffies(ms));
		break;
	case EXERCISE_FROM_TIMER:
		mod_timer(&job->timer, jiffies + msecs_to_jiffies(ms));
		break;
	case EXERCISE_FROM_IRQ:
		irq_work_queue(&job->irq);
		break;
	case EXERCISE_FROM_RELEASE:
	case EXERCISE_FROM_CANCEL:
	case EXERCISE_FROM_POLL:
		spin_lock_irqsave(&ex->lock, flags);
		list_add_tail(&job->node, &ex->parked);
		spin_unlock_irqrestore(&ex->lock, flags);
		break;
	}
}

struct exercise_job *exercise_job_init(struct ucmd *cmd, u16 how, u16 tag)
{
	struct exercise_job *job = ucmd_priv(cmd);

	exercise_count(EXERCISE_HANDLERS);
	exercise_count(EXERCISE_LIVE);
	INIT_LIST_HEAD(&job->node);
	INIT_DELAYED_WORK(&job->work, exercise_work);
	timer_setup(&job->timer, exercise_timer, 0);
	init_irq_work(&job->irq, exercise_irq);
	job->ex = exercise_of(cmd);
	job->how = how;
	job->tag = tag;
	return job;
}

static bool exercise_hold_valid(const struct exercise_hold *args)
{
	return args->how <= EXERCISE_FROM_POLL && !args->reserved;
}

static struct ucmd_result exercise_hold_as(struct ucmd *cmd, bool two)
{
	struct exercise_hold args = *ucmd_args(cmd, struct exercise_hold);
	struct exercise_job *job;
	struct ucmd_result held;

	if (!exercise_hold_valid(&args))
		return ucmd_complete(cmd, -EINVAL);
	job = exercise_job_init(cmd, args.how, args.tag);
	job->res = args.res;
	job->ms = args.ms;
	job->two = two;
	held = ucmd_hold(cmd, &job->pend);
	exercise_job_start(job, args.how, args.ms);
	return held;
}

struct ucmd_result exercise_hold(struct ucmd *cmd)
{
	return exercise_hold_as(cmd, false);
}

struct ucmd_result exercise_hold2(struct ucmd *cmd)
{
	return exercise_hold_as(cmd, true);
}

struct ucmd_result exercise_hold_stubborn(struct ucmd *cmd)
{
	struct exercise_hold args = *ucmd_args(cmd, struct exercise_hold);
	struct exercise_job *job;
	struct ucmd_result held;

	if (args.how != EXERCISE_FROM_RELEASE || args.reserved)
		return ucmd_complete(cmd, -EINVAL);
	job = exercise_job_init(cmd, args.how, args.tag);
	job->stubborn = true;
	/* ucmd-lint: UCMD-R12 is meant */
	held = ucmd_hold(cmd, &job->pend);
	exercise_job_start(job, args.how, 0);
	return held;
}

struct ucmd_result exercise_hold_asleep(struct ucmd *cmd)
{
	struct exercise_hold args = *ucmd_args(cmd, struct exercise_hold);
	struct exercise_job *job;
	struct ucmd_result held;

	if (!exercise_hold_valid(&args))
		return ucmd_complete(cmd, -EINVAL);
	atomic_inc(&exercise_sleepers);
	job = exercise_job_init(cmd, args.how, args.tag);
	job->res = args.res;
	job->asleep = true;
	held = ucmd_hold(cmd, &job->pend);
	exercise_job_start(job, args.how, 0);
	/* uninterruptible: the submitter's end is to find us here */
	msleep(args.ms);
	atomic_dec(&exercise_sleepers);
	return held;
}

struct ucmd_result exercise_finish(struct ucmd *cmd)
{
	struct exercise_finish args = *ucmd_args(cmd, struct exercise_finish);
	struct exercise_job *job;
	struct ucmd_result held;

	if (args.how > EXERCISE_FROM_RELEASE || !args.addr)
		return ucmd_complete(cmd, -EINVAL);
	job = exercise_job_init(cmd, args.how, args.tag);
	job->addr = args.addr;
	held = ucmd_hold(cmd, &job->pend);
	exercise_job_start(job, args.how, args.ms);
	return held;
}

struct ucmd_result exercise_hold_pinned(struct ucmd *cmd, u16 tag,
					struct ucmd_buf *buf, bool fills, u8 first)
{
	struct exercise_job *job;
	struct ucmd_result held;

	job = exercise_job_init(cmd, EXERCISE_FROM_RELEASE, tag);
	job->buf = buf;
	job->fills = fills;
	job->first = first;
	held = ucmd_hold(cmd, &job->pend);
	exercise_job_start(job, EXERCISE_FROM_RELEASE, 0);
	return held;
}

/* ------------------------------------------------------------------------
 * Names that are out of date
 */

static struct ucmd_pending *exercise_name;

struct ucmd_result exercise_keep_name(struct ucmd *cmd)
{
	struct ucmd_result held = ucmd_hold(cmd, &exercise_name);

	ucmd_pending_complete(exercise_name, 1);
	return held;
}

struct ucmd_result exercise_use_name(struct ucmd *cmd)
{
	u64 cookie = ucmd_pending_cookie(exercise_name);
	u64 *own = ucmd_priv(cmd), *other;
	u32 held = 0;

	*own = cookie;
	if (!ucmd_pending_find(ucmd_device(cmd), cookie))
		held |= EXERCISE_NAME_NOT_FOUND;
	if (!ucmd_pending_complete(exercise_name, 2))
		held |= EXERCISE_NAME_REFUSED;
	/* ucmd-lint: UCMD-R15 is meant */
	ucmd_pending_return(exercise_name, &exercise_of(cmd)->queues[0]);
	/* ucmd-lint: UCMD-R16 is meant */
	other = ucmd_pending_priv(exercise_name);
	*other = 0;
	if (other != own && *own == cookie)
		held |= EXERCISE_NAME_NOBODYS;
	return ucmd_complete(cmd, held);
}

int exercise_hold_init(void)
{
	exercise_wq = alloc_workqueue("exercise", WQ_UNBOUND, 0);
	return exercise_wq ? 0 : -ENOMEM;
}

void exercise_hold_exit(void)
{
	destroy_workqueue(exercise_wq);
	/*
	 * The command that kept this module may be gone while the interrupt that
	 * completed it has not left our text.
	 */
	synchronize_rcu();
}
