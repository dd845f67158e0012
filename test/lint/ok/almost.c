// SPDX-License-Identifier: GPL-2.0-only
/* What looks like a mistake and is none. */
#include <ucmd/ucmd.h>

static const struct ucmd_op fan_ops[];

/* One or the other. */
static void fan_done(struct ucmd_pending *pend, int err)
{
	if (err) {
		ucmd_pending_complete(pend, err);
		return;
	}
	ucmd_pending_complete(pend, 0);
}

/* Another command each time. */
static void fan_all(void)
{
	struct ucmd_pending *pend;
	struct fan_job *job;

	while ((pend = ucmd_queue_take(&fan_waiters))) {
		if (fan_busy()) {
			ucmd_pending_return(pend, &fan_others);
			continue;
		}
		ucmd_pending_complete(pend, 0);
	}
	list_for_each_entry(job, &fan_jobs, node) {
		if (job->err) {
			ucmd_pending_complete(job->pend, job->err);
			continue;
		}
		job->over = true;
		ucmd_pending_complete(job->pend, 0);
	}
}

static void fan_two(void)
{
	struct ucmd_pending *pend = ucmd_queue_take(&fan_waiters);

	if (pend)
		ucmd_pending_complete(pend, 0);
	pend = ucmd_queue_take(&fan_waiters);
	if (pend)
		ucmd_pending_complete(pend, 0);
}

/* A held command whose work cannot be started. */
static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	const struct fan_spin *args = ucmd_args(cmd, struct fan_spin);
	struct fan_job *job = ucmd_priv(cmd);
	struct ucmd_result held;

	job->way = args->way;
	held = ucmd_hold(cmd, &job->pend);
	if (!queue_work(fan_wq, &job->work))
		return ucmd_complete(cmd, -EBUSY);
	return held;
}

/* In .cancel private memory stays. */
static void fan_cancel(struct ucmd_pending *pend)
{
	struct fan_job *job = ucmd_pending_priv(pend);

	ucmd_pending_complete(pend, -ECANCELED);
	job->stopped = true;
}

/* Another job's work. */
static struct ucmd_result fan_wait(struct ucmd *cmd)
{
	struct fan_waiter *waiter = ucmd_priv(cmd);

	mod_timer(&fan_timer, jiffies + HZ);
	waiter->since = jiffies;
	if (fan_busy())
		return ucmd_queue(cmd, &fan_waiters);
	waiter->since = 0;
	return ucmd_complete(cmd, 0);
}

/* It may sleep, and says so. */
static struct ucmd_result fan_set(struct ucmd *cmd)
{
	struct ucmd_result result = { };
	int err = mutex_lock_interruptible(&fan_lock);

	if (err)
		return ucmd_complete(cmd, -EINTR);
	msleep(fan_settle_ms);
	if (wait_event_interruptible(fan_turned, fan_stands()))
		result = ucmd_complete2(cmd, -EINTR, 0);
	else
		result = ucmd_complete2(cmd, 0, fan_read());
	mutex_unlock(&fan_lock);
	return result;
}

static void fan_reset(struct fan *fan)
{
	ucmd_device_pause(&fan->dev);
	if (ucmd_device_drain(&fan->dev, 100))
		ucmd_device_purge(&fan->dev, -EIO);
	ucmd_device_resume(&fan->dev);
	ucmd_device_pause(&fan->dev);
	ucmd_device_purge(&fan->dev, fan->err);
	ucmd_device_resume(&fan->dev);
}

/* This one is meant. */
static void fan_twice(struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, 0);
	/* ucmd-lint: UCMD-R01 is meant, the second one loses */
	ucmd_pending_complete(pend, 0);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SPIN, .name = "spin", .handler = fan_spin, .cancel = fan_cancel,
	  .args_size = sizeof(struct fan_spin), .priv_size = sizeof(struct fan_job) },
	{ .op = FAN_WAIT, .name = "wait", .handler = fan_wait,
	  .priv_size = sizeof(struct fan_waiter) },
	{ .op = FAN_SET, .name = "set", .handler = fan_set,
	  .flags = UCMD_OP_MAY_SLEEP | UCMD_OP_RESULT2 },
};
