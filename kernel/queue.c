// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is next?  Commands wait on a queue until the driver takes them or, if the
 * queue is served, until the framework hands them to the driver.
 *
 * Of a served queue one context at a time hands out; what others find to do
 * meanwhile, it sees when it takes the queue's lock again.  So .start is never
 * called twice at once, nor from within itself, for one queue.
 */
#include <linux/rcupdate.h>

#include "gate.h"
#include "internal.h"
#include "verify.h"

/* ------------------------------------------------------------------------
 * The driver takes
 */

static void ucmd_mark_given(struct ucmd_slot *slot, bool given)
{
	WRITE_ONCE(slot->given, given);
	WRITE_ONCE(slot->starting, given);
}

/* @site: who has it from here on.  @give: .start is called next. */
static struct ucmd_slot *
ucmd_take(struct ucmd_queue *queue,
	  bool (*match)(struct ucmd_pending *pend, void *data), void *data,
	  unsigned long site, bool give)
{
	struct ucmd_slot *slot;

	lockdep_assert_held(&queue->lock);

	list_for_each_entry(slot, &queue->waiting, node) {
		if (match && !match(ucmd_slot_name(slot), data))
			continue;
		ucmd_verify_hold(slot, site);
		/* first: once it is held, others look */
		if (give)
			ucmd_mark_given(slot, true);
		if (ucmd_state_take(&slot->state)) {
			list_del_init(&slot->node);
			return slot;
		}
		/* not ours: it is being withdrawn, and stays here until that is done */
		if (give)
			ucmd_mark_given(slot, false);
	}
	return NULL;
}

static struct ucmd_pending *
ucmd_take_name(struct ucmd_queue *queue,
	       bool (*match)(struct ucmd_pending *pend, void *data), void *data,
	       unsigned long site)
{
	struct ucmd_pending *pend = NULL;
	struct ucmd_slot *slot;
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	slot = ucmd_take(queue, match, data, site, false);
	if (slot)
		pend = ucmd_slot_name(slot);
	spin_unlock_irqrestore(&queue->lock, flags);
	return pend;
}

struct ucmd_pending *
ucmd_queue_take_match(struct ucmd_queue *queue,
		      bool (*match)(struct ucmd_pending *pend, void *data),
		      void *data)
{
	return ucmd_take_name(queue, match, data, _RET_IP_);
}
EXPORT_SYMBOL_GPL(ucmd_queue_take_match);

struct ucmd_pending *ucmd_queue_take(struct ucmd_queue *queue)
{
	return ucmd_take_name(queue, NULL, NULL, _RET_IP_);
}
EXPORT_SYMBOL_GPL(ucmd_queue_take);

/* ------------------------------------------------------------------------
 * The framework hands out
 */

void ucmd_queue_serve(struct ucmd_queue *queue, unsigned int depth,
		      void (*start)(struct ucmd_queue *queue,
				    struct ucmd_pending *pend))
{
	queue->depth = depth;
	queue->start = start;
}
EXPORT_SYMBOL_GPL(ucmd_queue_serve);

/*
 * Nobody but who calls .start has the command's name, and .cancel waits until that
 * has returned: so it is not over before, and our reference can be got.
 */
static void ucmd_start(struct ucmd_queue *queue, struct ucmd_slot *slot)
{
	ucmd_state_hold(&slot->state);
	queue->start(queue, ucmd_slot_name(slot));
	/* pairs with ucmd_slot_work() */
	smp_store_release(&slot->starting, false);
	ucmd_slot_put(slot);
}

/*
 * Hand out what a served queue may hand out.  Its lock is held, and let go of while
 * .start runs.  The caller is in an RCU section, in which the queue may lose its last
 * command and stay.
 *
 * Inside the gate of handlers: while the device is paused nothing starts, and it is
 * neither paused nor unregistered before .start has returned.
 */
static void ucmd_serve_locked(struct ucmd_core *core, struct ucmd_queue *queue,
			      unsigned long *flags)
{
	struct ucmd_slot *slot;

	lockdep_assert_held(&queue->lock);

	if (queue->serving || !ucmd_gate_enter_atomic(&core->commands))
		return;
	queue->serving = true;
	while (queue->given < queue->depth &&
	       (slot = ucmd_take(queue, NULL, NULL, (unsigned long)queue->start, true))) {
		queue->given++;
		spin_unlock_irqrestore(&queue->lock, *flags);
		ucmd_start(queue, slot);
		spin_lock_irqsave(&queue->lock, *flags);
	}
	queue->serving = false;
	ucmd_gate_leave_atomic();
}

/**
 * __ucmd_served - the driver lets go of a command that was handed to it
 * @slot: the command, not settled yet: that keeps its file, and a queue there
 *
 * Told once for each, here or by unregister: so a queue of the driver's is there, for
 * unregister returns after this RCU section.
 *
 * Context: any.
 */
void __ucmd_served(struct ucmd_slot *slot)
{
	struct ucmd_queue *queue = slot->queue;
	unsigned long flags;

	rcu_read_lock();
	if (xchg(&slot->given, false)) {
		spin_lock_irqsave(&queue->lock, flags);
		queue->given--;
		ucmd_serve_locked(slot->core, queue, &flags);
		spin_unlock_irqrestore(&queue->lock, flags);
	}
	rcu_read_unlock();
}

static void ucmd_forget_slot(struct ucmd_slot *slot, void *data)
{
	__ucmd_served(slot);
}

/**
 * ucmd_serve_none - no queue is touched any more for what the driver has
 * @core: the device, whose gates are shut; the caller waits for a grace period
 *
 * What has been handed out and is still held has a slot that is in use: so each such
 * command is found here, or was told of already.
 *
 * Context: process.
 */
void ucmd_serve_none(struct ucmd_core *core)
{
	ucmd_slot_for_each(core, ucmd_forget_slot, NULL);
}

static void ucmd_serve_slot(struct ucmd_slot *slot, void *data)
{
	struct ucmd_queue *queue;
	unsigned long flags;

	rcu_read_lock();
	if (ucmd_word_phase(ucmd_state_word(&slot->state)) == UCMD_WAITING) {
		queue = READ_ONCE(slot->queue);
		spin_lock_irqsave(&queue->lock, flags);
		if (queue->start)
			ucmd_serve_locked(slot->core, queue, &flags);
		spin_unlock_irqrestore(&queue->lock, flags);
	}
	rcu_read_unlock();
}

/**
 * ucmd_serve_all - the device was resumed: serve each queue on which a command waits
 * @core: the device
 *
 * Context: process.
 */
void ucmd_serve_all(struct ucmd_core *core)
{
	/*
	 * The gate was opened before we look who waits; who lets a command wait, by
	 * an exchange, looks at the gate afterwards.
	 */
	smp_mb();
	ucmd_slot_for_each(core, ucmd_serve_slot, NULL);
}

/* ------------------------------------------------------------------------
 * Waiting
 */

/**
 * ucmd_wait - let a command wait, and be handed out if its queue is served
 * @slot: the command, FRESH or, if it waits @again, MOVING; the caller owns it
 * @queue: the queue, to whose end it goes
 * @again: it was returned
 *
 * The RCU section keeps the queue, which the command may leave at once.
 *
 * Context: any.
 */
void ucmd_wait(struct ucmd_slot *slot, struct ucmd_queue *queue, bool again)
{
	struct ucmd_core *core = slot->core;
	unsigned long flags;

	rcu_read_lock();
	spin_lock_irqsave(&queue->lock, flags);
	WRITE_ONCE(slot->queue, queue);
	if (again)
		ucmd_state_requeue(&slot->state);
	else
		ucmd_state_publish(&slot->state, UCMD_WAITING);
	list_add_tail(&slot->node, &queue->waiting);
	if (unlikely(queue->start))
		ucmd_serve_locked(core, queue, &flags);
	spin_unlock_irqrestore(&queue->lock, flags);
	rcu_read_unlock();
}

/**
 * ucmd_unqueue - withdraw a waiting command
 * @slot: the command; the caller has a reference
 *
 * The queue is the driver's memory.  It is still there: the command is on it until
 * it is taken off here, and the driver frees a queue a grace period after the last
 * one left it.
 *
 * Context: any.
 * Return: whether it still waited; then it is DONE, and the caller's.
 */
bool ucmd_unqueue(struct ucmd_slot *slot)
{
	struct ucmd_queue *queue;
	unsigned long flags;
	bool ours;

	rcu_read_lock();
	ours = ucmd_state_withdraw(&slot->state);
	if (ours) {
		queue = slot->queue;
		spin_lock_irqsave(&queue->lock, flags);
		list_del_init(&slot->node);
		spin_unlock_irqrestore(&queue->lock, flags);
	}
	rcu_read_unlock();
	return ours;
}
