// SPDX-License-Identifier: GPL-2.0-only
/* Queue, hold, take and complete under the driver's own spinlock. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <ucmd/ucmd.h>

static DEFINE_SPINLOCK(slot_lock);
static struct ucmd_pending *slot;	/* under slot_lock */
static struct ucmd_queue slot_waiters = UCMD_QUEUE_INIT(slot_waiters);

static struct ucmd_result slot_use(struct ucmd *cmd)
{
	struct ucmd_result result;
	unsigned long flags;

	spin_lock_irqsave(&slot_lock, flags);
	if (slot)
		result = ucmd_queue(cmd, &slot_waiters);
	else
		result = ucmd_hold(cmd, &slot);
	spin_unlock_irqrestore(&slot_lock, flags);
	return result;
}

static irqreturn_t slot_interrupt(int irq, void *data)
{
	struct ucmd_pending *done;

	spin_lock(&slot_lock);
	done = slot;
	slot = ucmd_queue_take(&slot_waiters);
	if (done)
		ucmd_pending_complete(done, 0);
	spin_unlock(&slot_lock);
	return done ? IRQ_HANDLED : IRQ_NONE;
}

static struct ucmd_result slot_end(struct ucmd *cmd)
{
	unsigned long flags;
	irqreturn_t ret;

	local_irq_save(flags);
	ret = slot_interrupt(0, NULL);
	local_irq_restore(flags);
	return ucmd_complete(cmd, ret == IRQ_HANDLED);
}

static const struct ucmd_op slot_ops[] = {
	{ .op = _IO('s', 0), .name = "use", .handler = slot_use,
	  .flags = UCMD_OP_HOLDS },
	{ .op = _IO('s', 1), .name = "end", .handler = slot_end },
};

static struct ucmd_device slot_device = {
	.name	= "shape_slot",
	.ops	= slot_ops,
	.nr_ops	= ARRAY_SIZE(slot_ops),
};
module_ucmd_device(slot_device);

MODULE_DESCRIPTION("shape: under the driver's own lock");
MODULE_LICENSE("GPL");
