// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of ops that are answered later? */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/timer.h>
#include <linux/uaccess.h>

#include "safe.h"

/* ------------------------------------------------------------------------
 * Waiting
 */

static struct ucmd_queue safe_waiting = UCMD_QUEUE_INIT(safe_waiting);

/* K11: the driver has it, and does not think of it. */
static struct ucmd_pending *safe_forgotten;

struct ucmd_result safe_wait(struct ucmd *cmd)
{
	atomic_inc(&safe_counters[CONTROL_PENDING]);
	return ucmd_queue(cmd, &safe_waiting);
}

void safe_ended(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	atomic_inc(&safe_counters[CONTROL_ENDS]);
	atomic_dec(&safe_counters[CONTROL_PENDING]);
}

static void safe_wake_all(s32 value)
{
	struct ucmd_pending *pend;

	while ((pend = ucmd_queue_take(&safe_waiting)))
		ucmd_pending_complete(pend, value);
	pend = xchg(&safe_forgotten, NULL);
	if (pend)
		ucmd_pending_complete(pend, value);
}

struct ucmd_result safe_wake(struct ucmd *cmd)
{
	safe_wake_all(safe_args(cmd)->value);
	return ucmd_complete(cmd, 0);
}

struct ucmd_result safe_lock_wake(struct ucmd *cmd)
{
	mutex_lock(&safe_mutex);
	msleep(CONTROL_SLEEP_MS);
	safe_wake_all(safe_args(cmd)->value);
	mutex_unlock(&safe_mutex);
	return ucmd_complete(cmd, 0);
}

struct ucmd_result safe_forget(struct ucmd *cmd)
{
	atomic_inc(&safe_counters[CONTROL_PENDING]);
	return ucmd_hold(cmd, &safe_forgotten);
}

/* ------------------------------------------------------------------------
 * Held
 */

static struct safe_job *safe_job(struct work_struct *work)
{
	return container_of(to_delayed_work(work), struct safe_job, work);
}

static struct ucmd_result safe_hold(struct ucmd *cmd, work_func_t fn)
{
	struct safe_job *job = ucmd_priv(cmd);

	job->args = *safe_args(cmd);
	INIT_DELAYED_WORK(&job->work, fn);
	atomic_inc(&safe_counters[CONTROL_PENDING]);
	return ucmd_hold(cmd, &job->pend);
}

/* Hold the command and start @fn in @ms. */
static struct ucmd_result safe_start(struct ucmd *cmd, work_func_t fn,
				     unsigned int ms)
{
	struct ucmd_result held = safe_hold(cmd, fn);
	struct safe_job *job = ucmd_priv(cmd);

	queue_delayed_work(safe_wq, &job->work, msecs_to_jiffies(ms));
	return held;
}

static void safe_stopped(struct work_struct *work)
{
	ucmd_pending_complete(safe_job(work)->pend, -ECANCELED);
}

struct ucmd_result safe_wait_stop(struct ucmd *cmd)
{
	return safe_hold(cmd, safe_stopped);
}

void safe_stop(struct ucmd_pending *pend)
{
	struct safe_job *job = ucmd_pending_priv(pend);

	atomic_inc(&safe_counters[CONTROL_CANCELS]);
	queue_delayed_work(safe_wq, &job->work,
			   msecs_to_jiffies(CONTROL_STOP_MS));
}

static void safe_succeed(struct work_struct *work)
{
	ucmd_pending_complete(safe_job(work)->pend, 0);
}

struct ucmd_result safe_wait_object(struct ucmd *cmd)
{
	return safe_hold(cmd, safe_succeed);
}

/* K8: another context completes the command meanwhile. */
void safe_object_stop(struct ucmd_pending *pend)
{
	struct safe_job *job = ucmd_pending_priv(pend);
	s32 value = job->args.value;

	queue_delayed_work(safe_wq, &job->work, 0);
	msleep(CONTROL_SLEEP_MS);
	if (READ_ONCE(job->args.value) != value)
		atomic_inc(&safe_counters[CONTROL_FREED]);
}

static void safe_twice_work(struct work_struct *work)
{
	struct ucmd_pending *pend = safe_job(work)->pend;

	ucmd_pending_complete(pend, 1);
	ucmd_pending_complete(pend, 2);
}

struct ucmd_result safe_twice(struct ucmd *cmd)
{
	return safe_start(cmd, safe_twice_work, 0);
}

static void safe_late_work(struct work_struct *work)
{
	struct safe_job *job = safe_job(work);

	ucmd_pending_complete(job->pend, job->args.value);
}

struct ucmd_result safe_late(struct ucmd *cmd)
{
	return safe_start(cmd, safe_late_work, CONTROL_COPY_MS);
}

static void safe_timer_end(struct timer_list *timer)
{
	struct safe_job *job = container_of(timer, struct safe_job, timer);

	ucmd_pending_complete(job->pend, job->args.value);
}

struct ucmd_result safe_timer(struct ucmd *cmd)
{
	struct ucmd_result held = safe_hold(cmd, safe_late_work);
	struct safe_job *job = ucmd_priv(cmd);

	timer_setup(&job->timer, safe_timer_end, 0);
	mod_timer(&job->timer, jiffies + msecs_to_jiffies(CONTROL_TIMER_MS));
	return held;
}

static void safe_failed(struct work_struct *work)
{
	ucmd_pending_complete(safe_job(work)->pend, -ENOMEM);
}

struct ucmd_result safe_fail_later(struct ucmd *cmd)
{
	return safe_start(cmd, safe_failed, CONTROL_TIMER_MS);
}

struct ucmd_result safe_copy(struct ucmd *cmd)
{
	return safe_start(cmd, safe_succeed, CONTROL_COPY_MS);
}

void safe_copy_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	const struct safe_job *job = ucmd_pending_priv(pend);
	void __user *to = u64_to_user_ptr(job->args.address);

	if (out->user &&
	    copy_to_user(to, &job->args.value, sizeof(job->args.value)))
		out->res = -EFAULT;
	safe_ended(pend, out);
}

struct ucmd_result safe_operation(struct ucmd *cmd)
{
	atomic_inc(&safe_counters[CONTROL_OPERATIONS]);
	return safe_copy(cmd);
}

void safe_operation_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	atomic_dec(&safe_counters[CONTROL_OPERATIONS]);
	safe_ended(pend, out);
}

/* ------------------------------------------------------------------------
 * Work that outlives its command
 */

/* K12: what the handler has started, and then disowns. */
static struct safe_job safe_disowned = {
	.work = __DELAYED_WORK_INITIALIZER(safe_disowned.work, safe_succeed, 0),
};

struct ucmd_result safe_fail(struct ucmd *cmd)
{
	struct ucmd_result held = ucmd_hold(cmd, &safe_disowned.pend);

	queue_delayed_work(safe_wq, &safe_disowned.work,
			   msecs_to_jiffies(CONTROL_TIMER_MS));
	held = ucmd_complete(cmd, -ENOMEM);
	return held;
}

/* P3: uses the private bytes of a command that it has completed. */
static void safe_after_work(struct work_struct *work)
{
	struct safe_job *job = safe_job(work);
	const struct safe_job *priv = ucmd_pending_priv(job->pend);

	if (ucmd_pending_complete(job->pend, 0)) {
		queue_delayed_work(safe_wq, &job->work,
				   msecs_to_jiffies(CONTROL_COPY_MS));
		return;
	}
	if (priv->args.value)
		atomic_inc(&safe_counters[CONTROL_FREED]);
	atomic_inc(&safe_counters[CONTROL_ENDS]);
}

static struct safe_job safe_last = {
	.work = __DELAYED_WORK_INITIALIZER(safe_last.work, safe_after_work, 0),
};

struct ucmd_result safe_after(struct ucmd *cmd)
{
	struct ucmd_result held = ucmd_hold(cmd, &safe_last.pend);

	queue_delayed_work(safe_wq, &safe_last.work,
			   msecs_to_jiffies(CONTROL_COPY_MS));
	return held;
}
