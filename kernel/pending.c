// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where is it now?  The life of a command that is not answered at once: pool,
 * hold, queue, take, complete, cancel.  The only file that changes states.
 *
 * internal.h draws the states and says who makes each move.
 */
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "internal.h"

static struct workqueue_struct *ucmd_wq;

/* ------------------------------------------------------------------------
 * Phase
 */

static enum ucmd_phase ucmd_phase(const struct ucmd_pending *pend)
{
	return atomic_read(&pend->phase);
}

/*
 * Move @pend from one phase to another.  One of several that try wins; it then
 * owns what the new phase gives it.  The exchange is a full barrier: what was
 * written to the slot before is seen by whoever makes the next move.
 */
static bool ucmd_move(struct ucmd_pending *pend, enum ucmd_phase from,
		      enum ucmd_phase to)
{
	return atomic_cmpxchg(&pend->phase, from, to) == from;
}

/* ------------------------------------------------------------------------
 * Pool
 */

static struct ucmd_pending *ucmd_slot(struct ucmd_core *core, unsigned int bit)
{
	return core->slots + bit * core->slot_size;
}

static void ucmd_nudge_work(struct work_struct *work);
static void ucmd_settle_work(struct work_struct *work);
static void ucmd_sweep_work(struct work_struct *work);

int ucmd_pool_init(struct ucmd_core *core, unsigned int depth, size_t priv_size)
{
	unsigned int bit;
	int err;

	core->depth = depth;
	core->slot_size = ALIGN(sizeof(struct ucmd_pending) + priv_size,
				SMP_CACHE_BYTES);
	core->slots = kvcalloc(depth, core->slot_size, GFP_KERNEL);
	if (!core->slots)
		return -ENOMEM;

	err = sbitmap_init_node(&core->used, depth, -1, GFP_KERNEL,
				NUMA_NO_NODE, false, true);
	if (err)
		goto free_slots;

	for (bit = 0; bit < depth; bit++) {
		struct ucmd_pending *pend = ucmd_slot(core, bit);

		pend->bit = bit;
		pend->core = core;
		INIT_LIST_HEAD(&pend->node);
		INIT_WORK(&pend->nudge, ucmd_nudge_work);
		INIT_WORK(&pend->settle, ucmd_settle_work);
		ucmd_watch_init(&pend->watch);
	}
	INIT_DELAYED_WORK(&core->sweep, ucmd_sweep_work);
	return 0;

free_slots:
	kvfree(core->slots);
	return err;
}

/*
 * The last file is closed and the device unregistered: a pending command would
 * have kept its file, so every slot is idle and no work of one is queued.
 */
void ucmd_pool_exit(struct ucmd_core *core)
{
	cancel_delayed_work_sync(&core->sweep);
	sbitmap_free(&core->used);
	kvfree(core->slots);
}

/**
 * ucmd_pending_get - reserve a slot for a command whose handler is to be called
 * @core: the device
 * @ioucmd: the command
 * @op: its op
 *
 * Context: inside the gate; does not sleep.
 * Return: the slot, in phase FRESH, with one reference, or %NULL if all are in
 * use.
 */
struct ucmd_pending *ucmd_pending_get(struct ucmd_core *core,
				      struct io_uring_cmd *ioucmd,
				      const struct ucmd_op *op)
{
	struct ucmd_pending *pend;
	int bit;

	bit = sbitmap_get(&core->used);
	if (bit < 0)
		return NULL;

	pend = ucmd_slot(core, bit);
	refcount_set(&pend->refs, 1);
	pend->handling = true;
	pend->op = op;
	pend->ioucmd = ioucmd;
	pend->file = NULL;
	pend->queue = NULL;
	pend->out = (struct ucmd_outcome){ };
	memset(pend->priv, 0, op->priv_size);
	ucmd_move(pend, UCMD_IDLE, UCMD_FRESH);

	/* pairs with ucmd_pending_cancel(), which may come as soon as marked */
	smp_store_release(&ucmd_pdu(ioucmd)->pend, pend);
	return pend;
}

/**
 * ucmd_pending_put - drop a reference; the last one returns the slot
 * @pend: the slot
 *
 * Context: any.
 */
void ucmd_pending_put(struct ucmd_pending *pend)
{
	struct file *file;

	if (!refcount_dec_and_test(&pend->refs))
		return;

	file = pend->file;
	atomic_set(&pend->phase, UCMD_IDLE);
	/* sbitmap_put() orders nothing: who gets the slot next must see this */
	smp_mb__before_atomic();
	sbitmap_put(&pend->core->used, pend->bit);
	/* last of all: the core may go with it */
	if (file)
		fput(file);
}

/*
 * The handler has returned: from now on the command may be cancelled.  Drops
 * dispatch's reference.
 */
void ucmd_pending_handled(struct ucmd_pending *pend)
{
	/* what the handler has done, for .cancel: pairs with both acquires */
	smp_store_release(&pend->handling, false);
	ucmd_pending_put(pend);
}

/* ------------------------------------------------------------------------
 * Settling
 */

/* The last word of the driver on a command that is in phase DONE. */
static struct ucmd_outcome ucmd_finish(struct ucmd_pending *pend, bool user)
{
	const struct ucmd_op *op = pend->op;
	struct ucmd_outcome out = pend->out;

	out.user = user;
	if (op->finish)
		op->finish(pend, &out);
	out.res = ucmd_result_sanitize(pend->core, op, out.res);
	return out;
}

/*
 * Complete the io_uring_cmd of a command that is in phase DONE, from where
 * @issue_flags are right.
 *
 * The slot is returned first, for ucmd_compat_done() drops the file and with it,
 * perhaps, the core that the slot is part of.  Nobody can find the slot through
 * the pdu in between: F_CANCEL is called under the ring's lock, which the caller
 * holds on every kernel that has it.
 */
static void ucmd_settle(struct io_uring_cmd *ioucmd, struct ucmd_pending *pend,
			unsigned int issue_flags, bool user)
{
	struct ucmd_outcome out = ucmd_finish(pend, user);
	bool two = pend->op->flags & UCMD_OP_RESULT2;

	ucmd_watch_disarm(&pend->watch);
	ucmd_pending_put(pend);
	ucmd_compat_done(ioucmd, out.res, out.res2, two, issue_flags);
}

/* Complete the io_uring_cmd of an orphaned command; the slot is the driver's. */
static void ucmd_let_go(struct io_uring_cmd *ioucmd, struct ucmd_pending *pend,
			unsigned int issue_flags)
{
	s32 res = ucmd_pdu(ioucmd)->let_go;
	bool two = pend->op->flags & UCMD_OP_RESULT2;

	ucmd_watch_disarm(&pend->watch);
	ucmd_pending_put(pend);
	ucmd_compat_done(ioucmd, res, 0, two, issue_flags);
}

static void ucmd_in_task(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
			 bool gone)
{
	struct ucmd_pdu *pdu = ucmd_pdu(ioucmd);

	if (READ_ONCE(pdu->let_go))
		ucmd_let_go(ioucmd, pdu->pend, issue_flags);
	else
		ucmd_settle(ioucmd, pdu->pend, issue_flags, !gone);
}

UCMD_COMPAT_TASK_WORK(ucmd_in_task_cb, ucmd_in_task)

/*
 * Tell the driver that nobody waits for an orphan.  Has a reference of its own:
 * the driver may have completed the command since this was queued.
 */
static void ucmd_nudge_work(struct work_struct *work)
{
	struct ucmd_pending *pend = container_of(work, struct ucmd_pending, nudge);

	if (ucmd_phase(pend) == UCMD_ORPHANED)
		pend->op->cancel(pend);
	ucmd_pending_put(pend);
}

/*
 * Settle an orphan that the driver has completed; there is no io_uring_cmd any
 * more.  .finish must not run beside .cancel.  A nudge that is queued only after
 * this finds the command DONE and leaves it alone.
 */
static void ucmd_settle_work(struct work_struct *work)
{
	struct ucmd_pending *pend = container_of(work, struct ucmd_pending, settle);

	if (cancel_work_sync(&pend->nudge))
		ucmd_pending_put(pend);
	ucmd_finish(pend, false);
	ucmd_pending_put(pend);
}

bool ucmd_pending_complete2(struct ucmd_pending *pend, s32 res, u64 res2)
{
	if (!pend)
		return false;

	/*
	 * Whoever makes the move owns the outcome, and nobody acts on DONE before
	 * the completion is pushed; the slot may be gone right afterwards.
	 */
	if (likely(ucmd_move(pend, UCMD_HELD, UCMD_DONE))) {
		pend->out.res = res;
		pend->out.res2 = res2;
		ucmd_compat_run_in_task(pend->ioucmd, ucmd_in_task_cb);
		return true;
	}
	if (ucmd_move(pend, UCMD_ORPHANED, UCMD_DONE)) {
		pend->out.res = res;
		pend->out.res2 = res2;
		queue_work(ucmd_wq, &pend->settle);
		return true;
	}
	return false;
}
EXPORT_SYMBOL_GPL(ucmd_pending_complete2);

bool ucmd_pending_complete(struct ucmd_pending *pend, s32 res)
{
	return ucmd_pending_complete2(pend, res, 0);
}
EXPORT_SYMBOL_GPL(ucmd_pending_complete);

void *ucmd_pending_priv(struct ucmd_pending *pend)
{
	return pend->priv;
}
EXPORT_SYMBOL_GPL(ucmd_pending_priv);

/* ------------------------------------------------------------------------
 * The three verbs of a handler: complete, queue, hold
 */

struct ucmd_result ucmd_complete2(struct ucmd *cmd, s32 res, u64 res2)
{
	/* what was held could not be started, say: it ends as what it is */
	if (unlikely(cmd->verdict == UCMD_PENDING)) {
		ucmd_pending_complete2(cmd->pend, res, res2);
		return ucmd_verdict(cmd);
	}
	cmd->verdict = UCMD_COMPLETED;
	cmd->res = res;
	cmd->res2 = res2;
	return ucmd_verdict(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_complete2);

struct ucmd_result ucmd_complete(struct ucmd *cmd, s32 res)
{
	return ucmd_complete2(cmd, res, 0);
}
EXPORT_SYMBOL_GPL(ucmd_complete);

/*
 * Prepare a fresh command to be found by others: reserve its slot if that has
 * not happened, and have io_uring tell us when the submitter goes.  Marking
 * comes first: a completion that came in between would find no mark to take off,
 * and the mark would then stay on a command that is gone.
 *
 * Outside the ring's lock marking may sleep, so dispatch did it before it called
 * the handler.
 */
static bool ucmd_publish(struct ucmd *cmd)
{
	if (!cmd->pend)
		cmd->pend = ucmd_pending_get(cmd->core, cmd->ioucmd,
					     cmd->row->op);
	if (!cmd->pend)
		return false;

	if (!cmd->marked)
		cmd->marked = ucmd_compat_mark(cmd->ioucmd, cmd->issue_flags);
	ucmd_watch_arm(&cmd->pend->watch, cmd->ioucmd);
	if (UCMD_WATCH_PERIOD)
		queue_delayed_work(ucmd_wq, &cmd->core->sweep,
				   UCMD_WATCH_PERIOD);

	/* the command's own reference; dispatch keeps the first */
	refcount_inc(&cmd->pend->refs);
	cmd->verdict = UCMD_PENDING;
	return true;
}

static void ucmd_queue_add(struct ucmd_queue *queue, struct ucmd_pending *pend)
{
	WRITE_ONCE(pend->queue, queue);
	list_add_tail(&pend->node, &queue->waiting);
}

struct ucmd_result ucmd_queue(struct ucmd *cmd, struct ucmd_queue *queue)
{
	unsigned long flags;

	if (unlikely(cmd->verdict != UCMD_UNDECIDED))
		return ucmd_misuse(cmd, "ucmd_queue() of a command that is decided");
	if (!ucmd_publish(cmd))
		return ucmd_complete(cmd, -EBUSY);

	spin_lock_irqsave(&queue->lock, flags);
	ucmd_move(cmd->pend, UCMD_FRESH, UCMD_WAITING);
	ucmd_queue_add(queue, cmd->pend);
	spin_unlock_irqrestore(&queue->lock, flags);
	return ucmd_verdict(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_queue);

struct ucmd_result ucmd_hold(struct ucmd *cmd, struct ucmd_pending **pend)
{
	*pend = NULL;
	if (unlikely(cmd->verdict != UCMD_UNDECIDED))
		return ucmd_misuse(cmd, "ucmd_hold() of a command that is decided");
	if (unlikely(!cmd->row->reserve))
		return ucmd_misuse(cmd, "ucmd_hold() by an op that reserves no room: add UCMD_OP_HOLDS to its flags");

	ucmd_publish(cmd);	/* cannot fail: the slot is reserved */
	ucmd_move(cmd->pend, UCMD_FRESH, UCMD_HELD);
	*pend = cmd->pend;
	return ucmd_verdict(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_hold);

/* ------------------------------------------------------------------------
 * Queue
 */

struct ucmd_pending *
ucmd_queue_take_match(struct ucmd_queue *queue,
		      bool (*match)(struct ucmd_pending *pend, void *data),
		      void *data)
{
	struct ucmd_pending *pend, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	list_for_each_entry(pend, &queue->waiting, node) {
		if (match && !match(pend, data))
			continue;
		list_del_init(&pend->node);
		ucmd_move(pend, UCMD_WAITING, UCMD_HELD);
		found = pend;
		break;
	}
	spin_unlock_irqrestore(&queue->lock, flags);
	return found;
}
EXPORT_SYMBOL_GPL(ucmd_queue_take_match);

struct ucmd_pending *ucmd_queue_take(struct ucmd_queue *queue)
{
	return ucmd_queue_take_match(queue, NULL, NULL);
}
EXPORT_SYMBOL_GPL(ucmd_queue_take);

void ucmd_pending_return(struct ucmd_pending *pend, struct ucmd_queue *queue)
{
	unsigned long flags;
	bool waits;

	spin_lock_irqsave(&queue->lock, flags);
	waits = ucmd_move(pend, UCMD_HELD, UCMD_WAITING);
	if (waits)
		ucmd_queue_add(queue, pend);
	spin_unlock_irqrestore(&queue->lock, flags);

	if (!waits)
		ucmd_pending_complete(pend, -ECANCELED);
}
EXPORT_SYMBOL_GPL(ucmd_pending_return);

/*
 * Take a waiting command off its queue and claim it.
 *
 * The queue is the driver's memory.  It is still there: the caller found the
 * command waiting inside an RCU read-side section, and the driver frees a queue
 * a grace period after the last command left it.  The command may have moved to
 * another queue before the lock was taken; then look again.
 */
static bool ucmd_unqueue(struct ucmd_pending *pend)
{
	struct ucmd_queue *queue;
	unsigned long flags;
	bool claimed = false;

	rcu_read_lock();
	while (!claimed && ucmd_phase(pend) == UCMD_WAITING) {
		queue = READ_ONCE(pend->queue);
		spin_lock_irqsave(&queue->lock, flags);
		if (pend->queue == queue &&
		    ucmd_move(pend, UCMD_WAITING, UCMD_DONE)) {
			list_del_init(&pend->node);
			claimed = true;
		}
		spin_unlock_irqrestore(&queue->lock, flags);
	}
	rcu_read_unlock();
	return claimed;
}

/* ------------------------------------------------------------------------
 * The submitter or the device goes away
 */

/*
 * Part a held command from its submitter, with the result @res.  If this
 * returns true the caller owns the io_uring_cmd and calls, or has called,
 * ucmd_let_go(), which drops the reference taken here.
 *
 * Until then that reference keeps the slot, however soon the driver completes
 * its side.  The file, and through it the core and the driver's module, was kept
 * by the io_uring_cmd; the slot keeps it from now on, until it is put.
 *
 * An RCU read-side section from the move to the queueing, so that
 * ucmd_pending_kill_all() can wait until each .cancel that is owed is queued.
 */
static bool ucmd_orphan(struct ucmd_pending *pend, s32 res)
{
	struct io_uring_cmd *ioucmd = pend->ioucmd;
	bool orphaned;

	refcount_inc(&pend->refs);
	rcu_read_lock();
	orphaned = ucmd_move(pend, UCMD_HELD, UCMD_ORPHANED);
	if (orphaned) {
		pend->file = get_file(ioucmd->file);
		WRITE_ONCE(ucmd_pdu(ioucmd)->let_go, res);
		if (pend->op->cancel) {
			refcount_inc(&pend->refs);
			queue_work(ucmd_wq, &pend->nudge);
		}
	}
	rcu_read_unlock();
	if (!orphaned)
		ucmd_pending_put(pend);
	return orphaned;
}

/**
 * ucmd_pending_cancel - the core asks to end a marked command (F_CANCEL)
 * @ioucmd: the command
 * @issue_flags: of this call; the ring's lock is held
 *
 * Called again and again until the command has completed, so whatever cannot be
 * decided now is left for the next call: a handler that has not returned (in
 * io-wq), task work that owns the command already.
 *
 * Context: process, ring lock held; the submitter, its SQPOLL thread or a
 * kworker.
 * Return: 0; the core ignores it.
 */
int ucmd_pending_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct ucmd_pdu *pdu = ucmd_pdu(ioucmd);
	struct ucmd_pending *pend = READ_ONCE(pdu->pend);

	/* pairs with ucmd_pending_handled() */
	if (!pend || smp_load_acquire(&pend->handling))
		return 0;

	if (ucmd_unqueue(pend)) {
		pend->out.res = -ECANCELED;
		ucmd_settle(ioucmd, pend, issue_flags, false);
		return 0;
	}

	if (ucmd_orphan(pend, -ECANCELED))
		ucmd_let_go(ioucmd, pend, issue_flags);
	return 0;
}

/*
 * End a command from outside io_uring.  The caller has a reference to @pend but
 * not the ring's lock, so the completion goes through task work.
 */
static void ucmd_pending_kill(struct ucmd_pending *pend, s32 res)
{
	if (ucmd_unqueue(pend))
		pend->out.res = res;
	else if (!ucmd_orphan(pend, res))
		return;
	ucmd_compat_run_in_task(pend->ioucmd, ucmd_in_task_cb);
}

/* Call @fn for each slot that is in use, with a reference. */
static void ucmd_pool_for_each(struct ucmd_core *core,
			       void (*fn)(struct ucmd_pending *pend))
{
	unsigned int bit;

	for (bit = 0; bit < core->depth; bit++) {
		struct ucmd_pending *pend = ucmd_slot(core, bit);

		if (!refcount_inc_not_zero(&pend->refs))
			continue;
		fn(pend);
		ucmd_pending_put(pend);
	}
}

static void ucmd_kill_gone(struct ucmd_pending *pend)
{
	ucmd_pending_kill(pend, -ENODEV);
}

/* In this order: a .cancel that completes its command queues the other. */
static void ucmd_flush(struct ucmd_pending *pend)
{
	flush_work(&pend->nudge);
	flush_work(&pend->settle);
}

/**
 * ucmd_pending_kill_all - the device goes: end everything that is pending
 * @core: the device, whose gate is closed: no handler runs, none will
 *
 * When this returns, .cancel has run for every command the driver still holds.
 *
 * Context: process, may sleep.
 */
void ucmd_pending_kill_all(struct ucmd_core *core)
{
	ucmd_pool_for_each(core, ucmd_kill_gone);
	/*
	 * Nothing is waiting or held any more.  Somebody else may just be doing
	 * what is done here: ucmd_unqueue() at a queue that the driver frees next,
	 * ucmd_orphan() about to queue a .cancel.
	 */
	synchronize_rcu();
	ucmd_pool_for_each(core, ucmd_flush);
}

static void ucmd_kill_abandoned(struct ucmd_pending *pend)
{
	/* pairs with ucmd_pending_handled() */
	if (!smp_load_acquire(&pend->handling) &&
	    ucmd_watch_abandoned(&pend->watch))
		ucmd_pending_kill(pend, -ECANCELED);
}

/* Without a cancel hook: look for commands whose submitter is gone. */
static void ucmd_sweep_work(struct work_struct *work)
{
	struct ucmd_core *core = container_of(to_delayed_work(work),
					      struct ucmd_core, sweep);

	ucmd_pool_for_each(core, ucmd_kill_abandoned);
	if (sbitmap_any_bit_set(&core->used))
		queue_delayed_work(ucmd_wq, &core->sweep, UCMD_WATCH_PERIOD);
}

int ucmd_pending_init(void)
{
	ucmd_wq = alloc_workqueue("ucmd", WQ_UNBOUND, 0);
	return ucmd_wq ? 0 : -ENOMEM;
}

void ucmd_pending_exit(void)
{
	destroy_workqueue(ucmd_wq);
}
