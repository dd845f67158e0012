// SPDX-License-Identifier: GPL-2.0-only
/*
 * How long does a command take?  As long as the distribution says that the parameter
 * latency= describes.
 *
 * What the command does, it does at once; it is only answered later.  Until then it
 * waits on a queue of the framework, which ends it there when its program cancels it
 * or is gone: by then it has been done, as it may have been on real hardware.  A
 * thread takes those whose time has come.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ngmem.h"

/* A second, in microseconds. */
#define NGMEM_DELAY_MAX		1000000

/*
 * The distribution: percentiles, each with how long a command takes at most that is
 * among them.  Between two of them it is a straight line.
 */
static struct {
	u32 percent;
	u32 us;
} ngmem_points[16];
static unsigned int ngmem_nr_points;

static bool __init ngmem_delay_point(const char *text)
{
	unsigned int percent, us, nr = ngmem_nr_points;
	char rest;

	if (nr == ARRAY_SIZE(ngmem_points))
		return false;
	if (sscanf(text, "%u:%u%c", &percent, &us, &rest) != 2)
		return false;
	if (percent > 100 || us > NGMEM_DELAY_MAX)
		return false;
	if (nr && (percent <= ngmem_points[nr - 1].percent ||
		   us < ngmem_points[nr - 1].us))
		return false;
	ngmem_points[nr].percent = percent;
	ngmem_points[nr].us = us;
	ngmem_nr_points++;
	return true;
}

/**
 * ngmem_delay_init - read the parameter
 * @text: PERCENT:MICROSECONDS, and more of them after commas, rising, to 100
 *
 * Return: 0, -ENOMEM, or -EINVAL after saying what is wrong.
 */
int __init ngmem_delay_init(const char *text)
{
	char *copy, *at, *item;
	bool right = true;

	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	for (at = copy; right && (item = strsep(&at, ","));)
		right = ngmem_delay_point(item);
	kfree(copy);
	if (right && ngmem_points[ngmem_nr_points - 1].percent == 100)
		return 0;
	pr_err("ngmem: latency=%s: give rising PERCENT:MICROSECONDS, at most %zu, up to 100:%u\n",
	       text, ARRAY_SIZE(ngmem_points), NGMEM_DELAY_MAX);
	return -EINVAL;
}

/* In microseconds. */
static u32 ngmem_delay_draw(void)
{
	/* in hundredths of a percent */
	u32 at = get_random_u32() % 10000, i = 0;
	u32 from, to, base;

	while (at >= ngmem_points[i].percent * 100)
		i++;
	if (!i)
		return ngmem_points[0].us;
	from = ngmem_points[i - 1].percent * 100;
	to = ngmem_points[i].percent * 100;
	base = ngmem_points[i - 1].us;
	return base + (u64)(ngmem_points[i].us - base) * (at - from) / (to - from);
}

/* ------------------------------------------------------------------------
 * Commands that wait
 */

/**
 * ngmem_delay - answer a command later
 * @cmd: the command, which has done what it does
 * @ns: its namespace
 * @res: result
 * @result: second result word
 *
 * Return: what the handler must return.
 */
struct ucmd_result ngmem_delay(struct ucmd *cmd, struct ngmem_ns *ns, s32 res,
			       u64 result)
{
	struct ngmem_delayed *delayed = ucmd_priv(cmd);
	struct ucmd_result queued;

	delayed->due = ktime_add_us(ktime_get(), ngmem_delay_draw());
	delayed->res = res;
	delayed->result = result;
	queued = ucmd_queue(cmd, &ns->delayed);
	wake_up_process(ns->delay_thread);
	return queued;
}

/* The same for ioctl(2), whose caller waits. */
void ngmem_delay_here(const struct ngmem_ns *ns)
{
	u32 us;

	if (!ns->delay_thread)
		return;
	us = ngmem_delay_draw();
	if (us)
		fsleep(us);
}

/* Does the command's time come before that at @data? Then it is the earliest. */
static bool ngmem_note_earliest(struct ucmd_pending *pend, void *data)
{
	const struct ngmem_delayed *delayed = ucmd_pending_priv(pend);
	ktime_t *earliest = data;

	if (ktime_before(delayed->due, *earliest))
		*earliest = delayed->due;
	return false;
}

static bool ngmem_is_due(struct ucmd_pending *pend, void *data)
{
	const struct ngmem_delayed *delayed = ucmd_pending_priv(pend);
	const ktime_t *now = data;

	return !ktime_after(delayed->due, *now);
}

static void ngmem_complete_due(struct ngmem_ns *ns)
{
	ktime_t now = ktime_get();
	struct ucmd_pending *pend;

	while ((pend = ucmd_queue_take_match(&ns->delayed, ngmem_is_due, &now))) {
		const struct ngmem_delayed *delayed = ucmd_pending_priv(pend);

		ucmd_pending_complete2(pend, delayed->res, delayed->result);
	}
}

static int ngmem_delay_thread(void *data)
{
	struct ngmem_ns *ns = data;

	while (!kthread_should_stop()) {
		ktime_t earliest = KTIME_MAX;

		ngmem_complete_due(ns);
		/* before looking: who queues a command afterwards wakes this thread */
		set_current_state(TASK_INTERRUPTIBLE);
		ucmd_queue_take_match(&ns->delayed, ngmem_note_earliest, &earliest);
		if (kthread_should_stop())
			break;
		schedule_hrtimeout(earliest == KTIME_MAX ? NULL : &earliest,
				   HRTIMER_MODE_ABS);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/**
 * ngmem_delay_start - get ready, if commands take time
 * @ns: the namespace, whose node is not there yet
 *
 * Return: 0, or what kthread_run() returns.
 */
int __init ngmem_delay_start(struct ngmem_ns *ns)
{
	struct task_struct *thread;

	ucmd_queue_init(&ns->delayed);
	if (!ngmem_nr_points)
		return 0;
	thread = kthread_run(ngmem_delay_thread, ns, "%s", ns->name);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	ns->delay_thread = thread;
	ns->dev.ops = ngmem_delayed_ops;
	return 0;
}

/**
 * ngmem_delay_stop - undo that
 * @ns: the namespace, whose node is gone
 */
void ngmem_delay_stop(struct ngmem_ns *ns)
{
	if (ns->delay_thread)
		kthread_stop(ns->delay_thread);
}
