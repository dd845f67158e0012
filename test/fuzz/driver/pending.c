// SPDX-License-Identifier: GPL-2.0-only
/* What becomes pending, and who ends it? */
#include <linux/jiffies.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "internal.h"

static struct workqueue_struct *fuzz_wq;

/* ------------------------------------------------------------------------
 * Completing
 */

/* Some that are over, whoever wrote last. */
static struct ucmd_pending *fuzz_over[64];

/* @job is gone afterwards. */
static void fuzz_job_end(struct fuzz_job *job, s32 res)
{
	struct ucmd_pending *pend = job->pend;

	if (job->buf && res >= 0)
		res = fuzz_use_pinned(job);
	if (job->two)
		ucmd_pending_complete2(pend, res, job->args.value);
	else
		ucmd_pending_complete(pend, res);
	WRITE_ONCE(fuzz_over[ucmd_pending_cookie(pend) % ARRAY_SIZE(fuzz_over)], pend);
}

struct ucmd_result fuzz_stale(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);

	fuzz_enter(cmd);
	if (ucmd_pending_complete(READ_ONCE(fuzz_over[args->value % ARRAY_SIZE(fuzz_over)]), 0))
		fuzz_wrong("a command that was over has completed another");
	return ucmd_complete(cmd, 0);
}

static void fuzz_work(struct work_struct *work)
{
	struct fuzz_job *job = container_of(to_delayed_work(work), struct fuzz_job, work);

	fuzz_job_end(job, job->args.res);
}

static void fuzz_timer(struct timer_list *timer)
{
	struct fuzz_job *job = container_of(timer, struct fuzz_job, timer);
	struct fuzz_device *fuzz = job->fuzz;
	unsigned long flags;

	/* ucmd promises that any driver lock may be held */
	spin_lock_irqsave(&fuzz->lock, flags);
	fuzz_job_end(job, job->args.res);
	spin_unlock_irqrestore(&fuzz->lock, flags);
}

static void fuzz_irq(struct irq_work *irq)
{
	struct fuzz_job *job = container_of(irq, struct fuzz_job, irq);

	fuzz_job_end(job, job->args.res);
}

static struct fuzz_job *fuzz_unpark(struct fuzz_device *fuzz, u16 tag)
{
	struct fuzz_job *job, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&fuzz->lock, flags);
	list_for_each_entry(job, &fuzz->parked, node) {
		if (tag && job->args.tag != tag)
			continue;
		list_del_init(&job->node);
		found = job;
		break;
	}
	spin_unlock_irqrestore(&fuzz->lock, flags);
	return found;
}

/* A result that another command chose cannot be an error. */
static s32 fuzz_taken(s32 res)
{
	return FUZZ_TAKEN + res % (FUZZ_TAKEN_MAX - FUZZ_TAKEN + 1U);
}

static s32 fuzz_release_parked(struct fuzz_device *fuzz, u16 tag, s32 res)
{
	struct fuzz_job *job;
	s32 n = 0;

	while ((job = fuzz_unpark(fuzz, tag))) {
		fuzz_job_end(job, fuzz_taken(res));
		n++;
	}
	return n;
}

struct ucmd_result fuzz_release(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);

	fuzz_enter(cmd);
	return ucmd_complete(cmd, fuzz_release_parked(fuzz_of(cmd), args->tag, args->res));
}

struct ucmd_result fuzz_find(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);

	fuzz_enter(cmd);
	return ucmd_complete(cmd, !!ucmd_pending_find(ucmd_device(cmd), args->value));
}

/* ------------------------------------------------------------------------
 * Cancel and finish
 */

/* False: too late, and whoever completes @job has done so. */
static bool fuzz_stop(struct fuzz_job *job)
{
	unsigned long flags;
	bool parked;

	switch (job->how) {
	case FUZZ_FROM_WORK:
		return cancel_delayed_work_sync(&job->work);
	case FUZZ_FROM_TIMER:
		return timer_delete_sync(&job->timer);
	case FUZZ_FROM_IRQ:
		irq_work_sync(&job->irq);
		return false;
	case FUZZ_FROM_RELEASE:
		spin_lock_irqsave(&job->fuzz->lock, flags);
		parked = !list_empty(&job->node);
		list_del_init(&job->node);
		spin_unlock_irqrestore(&job->fuzz->lock, flags);
		return parked;
	default:
		return false;
	}
}

void fuzz_job_cancel(struct ucmd_pending *pend)
{
	struct fuzz_job *job = ucmd_pending_priv(pend);

	if (!job->count)
		fuzz_wrong(".cancel after .finish");
	if (job->served && !READ_ONCE(job->started))
		fuzz_wrong(".cancel before .start has returned");
	if (fuzz_stop(job))
		fuzz_job_end(job, -ECANCELED);
}

void fuzz_job_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	struct fuzz_job *job = ucmd_pending_priv(pend);
	u64 word = job->args.value;
	atomic_t *count = job->count;

	if (!count) {
		fuzz_wrong(".finish called twice");
		return;
	}
	job->count = NULL;
	if (job->writes && out->user && out->res >= 0) {
		out->res = sizeof(word);
		if (copy_to_user(u64_to_user_ptr(word), &word, sizeof(word)))
			out->res = -EFAULT;
	}
	if (atomic_dec_return(count) < 0)
		fuzz_wrong("more ends than beginnings");
}

struct fuzz_job *fuzz_job_init(struct ucmd *cmd, const struct fuzz_args *args)
{
	struct fuzz_job *job = ucmd_priv(cmd);

	if (memchr_inv(job, 0, sizeof(*job)))
		fuzz_wrong("private memory is not zeroed");
	INIT_LIST_HEAD(&job->node);
	INIT_DELAYED_WORK(&job->work, fuzz_work);
	timer_setup(&job->timer, fuzz_timer, 0);
	init_irq_work(&job->irq, fuzz_irq);
	job->fuzz = fuzz_of(cmd);
	job->args = *args;
	job->how = args->how % FUZZ_FROMS;
	return job;
}

/* Of an op whose arguments are struct fuzz_args. */
static struct fuzz_job *fuzz_job_of_args(struct ucmd *cmd)
{
	return fuzz_job_init(cmd, ucmd_args(cmd, struct fuzz_args));
}

static void fuzz_job_count(struct fuzz_job *job, atomic_t *count)
{
	job->count = count;
	atomic_inc(count);
}

/* ------------------------------------------------------------------------
 * Waiting
 */

struct ucmd_result fuzz_wait(struct ucmd *cmd)
{
	struct fuzz_job *job;

	fuzz_enter(cmd);
	job = fuzz_job_of_args(cmd);
	fuzz_job_count(job, &fuzz_live);
	return ucmd_queue(cmd, &job->fuzz->queues[job->args.tag % FUZZ_QUEUES]);
}

struct ucmd_result fuzz_wait_bare(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);

	fuzz_enter(cmd);
	return ucmd_queue(cmd, &fuzz_of(cmd)->queues[args->tag % FUZZ_QUEUES]);
}

struct ucmd_result fuzz_stay(struct ucmd *cmd)
{
	fuzz_enter(cmd);
	return ucmd_queue(cmd, &fuzz_of(cmd)->stay);
}

/* Ops without private memory wait there, too: any byte will do. */
static bool fuzz_match(struct ucmd_pending *pend, void *data)
{
	const u8 *priv = ucmd_pending_priv(pend), *wanted = data;

	return *priv == *wanted;
}

static struct ucmd_pending *fuzz_take_one(struct ucmd_queue *queue, struct fuzz_args *args)
{
	if (args->how % FUZZ_TAKES == FUZZ_TAKE_MATCH)
		return ucmd_queue_take_match(queue, fuzz_match, &args->value);
	return ucmd_queue_take(queue);
}

struct ucmd_result fuzz_take(struct ucmd *cmd)
{
	struct fuzz_args args = *ucmd_args(cmd, struct fuzz_args);
	struct fuzz_device *fuzz = fuzz_of(cmd);
	struct ucmd_queue *queue = &fuzz->queues[args.tag % FUZZ_QUEUES];
	struct ucmd_pending *pend;
	s32 n = 0;

	fuzz_enter(cmd);
	while ((pend = fuzz_take_one(queue, &args))) {
		switch (args.how % FUZZ_TAKES) {
		case FUZZ_TAKE_MOVE:
			queue = &fuzz->queues[args.value % FUZZ_QUEUES];
			fallthrough;
		case FUZZ_TAKE_RETURN:
			ucmd_pending_return(pend, queue);
			break;
		default:
			ucmd_pending_complete(pend, fuzz_taken(args.res + n));
		}
		n++;
		if (args.how % FUZZ_TAKES != FUZZ_TAKE_ALL)
			break;
	}
	return ucmd_complete(cmd, n);
}

/* ------------------------------------------------------------------------
 * Holding
 */

static struct ucmd_result fuzz_job_answer(struct ucmd *cmd, const struct fuzz_job *job)
{
	if (job->two)
		return ucmd_complete2(cmd, job->args.res, job->args.value);
	return ucmd_complete(cmd, job->args.res);
}

struct ucmd_result fuzz_job_start(struct ucmd *cmd, struct fuzz_job *job, atomic_t *count)
{
	unsigned long later = msecs_to_jiffies(job->args.ms % 4);
	struct fuzz_device *fuzz = job->fuzz;
	struct ucmd_pending *pend;
	struct ucmd_result held;
	unsigned long flags;

	if (job->how == FUZZ_FROM_NOBODY)
		return fuzz_job_answer(cmd, job);
	fuzz_job_count(job, count);
	held = ucmd_hold(cmd, &job->pend);
	pend = job->pend;
	switch (job->how) {
	case FUZZ_FROM_HANDLER:
		spin_lock_irqsave(&fuzz->lock, flags);
		fuzz_job_end(job, job->args.res);
		spin_unlock_irqrestore(&fuzz->lock, flags);
		break;
	case FUZZ_FROM_WORK:
		queue_delayed_work(fuzz_wq, &job->work, later);
		break;
	case FUZZ_FROM_TIMER:
		mod_timer(&job->timer, jiffies + later);
		break;
	case FUZZ_FROM_IRQ:
		irq_work_queue(&job->irq);
		break;
	case FUZZ_FROM_RELEASE:
		spin_lock_irqsave(&fuzz->lock, flags);
		list_add_tail(&job->node, &fuzz->parked);
		spin_unlock_irqrestore(&fuzz->lock, flags);
		break;
	case FUZZ_FROM_TWICE:
		fuzz_job_end(job, job->args.res);
		if (ucmd_pending_complete(pend, 0))
			fuzz_wrong("a command was completed twice");
		break;
	case FUZZ_FROM_COMPLETE:
		return fuzz_job_answer(cmd, job);
	case FUZZ_FROM_WAITING:
		ucmd_pending_return(pend, &fuzz->queues[job->args.tag % FUZZ_QUEUES]);
		break;
	}
	return held;
}

struct ucmd_result fuzz_hold(struct ucmd *cmd)
{
	fuzz_enter(cmd);
	return fuzz_job_start(cmd, fuzz_job_of_args(cmd), &fuzz_live);
}

struct ucmd_result fuzz_hold2(struct ucmd *cmd)
{
	struct fuzz_job *job;

	fuzz_enter(cmd);
	job = fuzz_job_of_args(cmd);
	job->two = true;
	return fuzz_job_start(cmd, job, &fuzz_live);
}

struct ucmd_result fuzz_hold_sleep(struct ucmd *cmd)
{
	u8 ms = ucmd_args(cmd, struct fuzz_args)->ms;
	struct ucmd_result held;

	fuzz_enter(cmd);
	held = fuzz_job_start(cmd, fuzz_job_of_args(cmd), &fuzz_live);
	fuzz_nap(ms);
	return held;
}

struct ucmd_result fuzz_stubborn(struct ucmd *cmd)
{
	fuzz_enter(cmd);
	return fuzz_job_start(cmd, fuzz_job_of_args(cmd), &fuzz_kept);
}

struct ucmd_result fuzz_hold_finish(struct ucmd *cmd)
{
	struct fuzz_job *job;

	fuzz_enter(cmd);
	job = fuzz_job_of_args(cmd);
	job->writes = true;
	return fuzz_job_start(cmd, job, &fuzz_live);
}

/* ------------------------------------------------------------------------
 * Being served
 */

/* The command may be over when this returns. */
static void fuzz_begin(struct ucmd_queue *queue, struct ucmd_pending *pend,
		       struct fuzz_job *job)
{
	bool again = job->how == FUZZ_FROM_WAITING && !job->pend;

	job->pend = pend;
	if (again) {
		ucmd_pending_return(pend, queue);
		return;
	}
	WRITE_ONCE(job->started, true);
	switch (job->how) {
	case FUZZ_FROM_WORK:
		queue_delayed_work(fuzz_wq, &job->work,
				   msecs_to_jiffies(job->args.ms % 4));
		break;
	case FUZZ_FROM_IRQ:
		irq_work_queue(&job->irq);
		break;
	default:
		fuzz_job_end(job, job->args.res);
	}
}

void fuzz_start(struct ucmd_queue *queue, struct ucmd_pending *pend)
{
	struct fuzz_device *fuzz = container_of(queue, struct fuzz_device, served);

	if (atomic_inc_return(&fuzz->starting) != 1)
		fuzz_wrong(".start within .start");
	if (atomic_read(&fuzz->paused))
		fuzz_wrong("a command is started while its device is paused");
	fuzz_begin(queue, pend, ucmd_pending_priv(pend));
	atomic_dec(&fuzz->starting);
}

struct ucmd_result fuzz_serve(struct ucmd *cmd)
{
	struct fuzz_job *job;

	fuzz_enter(cmd);
	job = fuzz_job_of_args(cmd);
	job->served = true;
	fuzz_job_count(job, &fuzz_live);
	return ucmd_queue(cmd, &job->fuzz->served);
}

/* ------------------------------------------------------------------------
 * Everything
 */

void fuzz_flush(struct fuzz_device *fuzz)
{
	struct ucmd_pending *pend;
	int i;

	fuzz_release_parked(fuzz, 0, 0);
	for (i = 0; i < FUZZ_QUEUES; i++)
		while ((pend = ucmd_queue_take(&fuzz->queues[i])))
			ucmd_pending_complete(pend, FUZZ_TAKEN);
}

int fuzz_pending_init(void)
{
	fuzz_wq = alloc_workqueue("fuzz", WQ_UNBOUND, 0);
	return fuzz_wq ? 0 : -ENOMEM;
}

void fuzz_pending_exit(void)
{
	destroy_workqueue(fuzz_wq);
	/* the interrupt that completed the last command may still be in our text */
	synchronize_rcu();
}
