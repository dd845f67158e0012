// SPDX-License-Identifier: GPL-2.0-only
/*
 * bell: a command that waits (BELL_WAIT) until another one rings (BELL_RING).
 *
 *	make run			builds, boots and shows it
 *
 * The sample to copy for a driver whose commands wait for events: the queue
 * belongs to the driver, cancelling what waits in it to the framework.
 */
#include <linux/module.h>
#include <ucmd/ucmd.h>

#include "bell.h"

static struct ucmd_queue bell_waiters = UCMD_QUEUE_INIT(bell_waiters);

static struct ucmd_result bell_wait(struct ucmd *cmd)
{
	return ucmd_queue(cmd, &bell_waiters);
}

static struct ucmd_result bell_ring(struct ucmd *cmd)
{
	const struct bell_ring *args = ucmd_args(cmd, struct bell_ring);
	struct ucmd_pending *waiter;
	u32 rung = 0;

	if (!args->max || args->tone < 0)
		return ucmd_complete(cmd, -EINVAL);

	while (rung < args->max && (waiter = ucmd_queue_take(&bell_waiters))) {
		ucmd_pending_complete(waiter, args->tone);
		rung++;
	}
	return ucmd_complete(cmd, rung);
}

static const struct ucmd_op bell_ops[] = {
	{ .op = BELL_WAIT, .name = "wait", .handler = bell_wait },
	{ .op = BELL_RING, .name = "ring", .handler = bell_ring,
	  .args_size = sizeof(struct bell_ring) },
};

static struct ucmd_device bell_device = {
	.name	= "bell",
	.mode	= 0666,
	.ops	= bell_ops,
	.nr_ops	= ARRAY_SIZE(bell_ops),
};
module_ucmd_device(bell_device);

MODULE_DESCRIPTION("ucmd sample: wait for and ring a bell");
MODULE_LICENSE("GPL");
