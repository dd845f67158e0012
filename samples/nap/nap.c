// SPDX-License-Identifier: GPL-2.0-only
/*
 * nap: a command that sleeps (NAP_SLEEP) until its timer fires, or ends early
 * when its program cancels it or goes away, or its deadline passes.
 *
 *	make run			builds, boots and shows it
 *
 * The sample to copy for a driver whose commands are at work in hardware: held
 * by the driver, completed from interrupt context, stopped by .cancel.
 */
#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/timer.h>
#include <ucmd/ucmd.h>

#include "nap.h"

struct nap {
	struct timer_list	timer;
	struct ucmd_pending	*pend;
};

static atomic_t naps;

static void nap_end(struct nap *nap, s32 res)
{
	atomic_dec(&naps);
	ucmd_pending_complete(nap->pend, res);
}

static void nap_over(struct timer_list *timer)
{
	nap_end(container_of(timer, struct nap, timer), 0);
}

static void nap_cancel(struct ucmd_pending *pend)
{
	struct nap *nap = ucmd_pending_priv(pend);

	/* if the timer is already running, it completes the command */
	if (timer_delete(&nap->timer))
		nap_end(nap, -ECANCELED);
}

static struct ucmd_result nap_sleep(struct ucmd *cmd)
{
	const struct nap_sleep *args = ucmd_args(cmd, struct nap_sleep);
	struct nap *nap = ucmd_priv(cmd);
	unsigned long end = jiffies + msecs_to_jiffies(args->ms);
	struct ucmd_result held;

	if (args->reserved)
		return ucmd_complete(cmd, -EINVAL);

	atomic_inc(&naps);
	timer_setup(&nap->timer, nap_over, 0);
	held = ucmd_hold(cmd, &nap->pend);
	/* last: from here on the nap may be over at any moment */
	mod_timer(&nap->timer, end);
	return held;
}

static struct ucmd_result nap_count(struct ucmd *cmd)
{
	return ucmd_complete(cmd, atomic_read(&naps));
}

static const struct ucmd_op nap_ops[] = {
	{ .op = NAP_SLEEP, .name = "sleep", .handler = nap_sleep,
	  .cancel = nap_cancel, .args_size = sizeof(struct nap_sleep),
	  .priv_size = sizeof(struct nap) },
	{ .op = NAP_COUNT, .name = "count", .handler = nap_count },
};

static struct ucmd_device nap_device = {
	.name	= "nap",
	.mode	= 0666,
	.ops	= nap_ops,
	.nr_ops	= ARRAY_SIZE(nap_ops),
};
module_ucmd_device(nap_device);

MODULE_DESCRIPTION("ucmd sample: sleep until a timer fires");
MODULE_LICENSE("GPL");
