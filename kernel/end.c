// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may end it from outside?  The submitter goes, the program cancels, the
 * deadline passes, the device goes: all of them end a command the same way.
 */
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/rcupdate.h>

#include "internal.h"

/*
 * From the move to the queueing this is an RCU read-side section, so that
 * ucmd_end_all() can wait until each .cancel that is owed is queued.
 */
static enum ucmd_move ucmd_ask(struct ucmd_slot *slot, u32 expired)
{
	enum ucmd_move move;

	rcu_read_lock();
	move = ucmd_state_ask(&slot->state, expired);
	if (move == UCMD_MOVED_ASK)
		queue_work(ucmd_wq, &slot->work);
	rcu_read_unlock();
	return move;
}

/**
 * ucmd_handled - the handler of a pending command has returned
 * @slot: the command; the caller has a reference
 *
 * Context: inside the gate.
 */
void ucmd_handled(struct ucmd_slot *slot)
{
	/* asked for while the handler ran: one section, as in ucmd_ask() */
	rcu_read_lock();
	if (ucmd_state_handled(&slot->state))
		queue_work(ucmd_wq, &slot->work);
	rcu_read_unlock();
}

/*
 * The file, and through it the core and the driver's module, was kept by the
 * program's side; the slot keeps it from now on, until it is put.
 */
static enum ucmd_move ucmd_part(struct ucmd_slot *slot, s32 res)
{
	enum ucmd_move move;

	rcu_read_lock();
	move = ucmd_state_part(&slot->state, slot->op->cancel);
	if (move >= UCMD_MOVED) {
		get_file(slot->file);
		slot->keeps_file = true;
		if (slot->ioucmd)
			ucmd_pdu(slot->ioucmd)->parted = res;
		else
			slot->waiter->parted = res;
		if (move == UCMD_MOVED_ASK)
			queue_work(ucmd_wq, &slot->work);
	}
	rcu_read_unlock();
	return move;
}

static enum ucmd_end ucmd_end_held(struct ucmd_slot *slot, enum ucmd_how how, s32 res)
{
	enum ucmd_move move;

	if (how == UCMD_PART || (how == UCMD_ASK_EXPIRED && !slot->op->cancel)) {
		move = ucmd_part(slot, res);
		if (move == UCMD_NOT_YET)
			return UCMD_END_LATER;
		return move == UCMD_TOO_LATE ? UCMD_END_LATE : UCMD_END_OURS;
	}
	if (!slot->op->cancel)
		return UCMD_END_LATE;
	move = ucmd_ask(slot, how == UCMD_ASK_EXPIRED ? UCMD_EXPIRED : 0);
	return move == UCMD_TOO_LATE ? UCMD_END_LATE : UCMD_END_ASKED;
}

/**
 * ucmd_end - end a pending command, if that can still be done
 * @slot: the command; the caller has a reference to the slot, or keeps it from
 *	being settled
 * @how: what to do if the driver has it
 * @res: result the program gets, unless the driver is asked and says otherwise
 *
 * Context: any.
 * Return: what became of it.
 */
enum ucmd_end ucmd_end(struct ucmd_slot *slot, enum ucmd_how how, s32 res)
{
	enum ucmd_end end;
	u64 word;

	for (;;) {
		word = ucmd_state_word(&slot->state);
		switch (ucmd_word_phase(word)) {
		case UCMD_FRESH:
		case UCMD_MOVING:
			return UCMD_END_LATER;
		case UCMD_WAITING:
			if (!ucmd_unqueue(slot))
				break;
			slot->out.res = res;
			return UCMD_END_OURS;
		case UCMD_HELD:
			end = ucmd_end_held(slot, how, res);
			if (end != UCMD_END_LATE)
				return end;
			/* not because it has moved on: it cannot be asked again */
			if (ucmd_state_word(&slot->state) == word)
				return UCMD_END_LATE;
			break;
		default:
			/* completed, but .cancel may still run for long */
			return how == UCMD_PART ? ucmd_end_held(slot, how, res) :
						  UCMD_END_LATE;
		}
	}
}

/* ------------------------------------------------------------------------
 * The device goes, or everything is given up
 */

struct ucmd_end_all {
	s32 res;
	bool again;
};

static void ucmd_end_one(struct ucmd_slot *slot, void *data)
{
	struct ucmd_end_all *all = data;

	/* a handler that has decided nothing has nothing pending */
	if (ucmd_word_phase(ucmd_state_word(&slot->state)) == UCMD_FRESH)
		return;
	switch (ucmd_end(slot, UCMD_PART, all->res)) {
	case UCMD_END_OURS:
		ucmd_push(slot);
		break;
	case UCMD_END_LATER:
		all->again = true;
		break;
	default:
		break;
	}
}

static void ucmd_flush_one(struct ucmd_slot *slot, void *data)
{
	flush_work(&slot->work);
}

/**
 * ucmd_end_all - end everything that is pending
 * @core: the device
 * @res: the result that programs get
 *
 * When this returns, .cancel has run for every command the driver still holds,
 * and nobody looks at a queue for a command that was pending.
 *
 * Context: process, may sleep.
 */
void ucmd_end_all(struct ucmd_core *core, s32 res)
{
	struct ucmd_end_all all = { .res = res };

	for (;;) {
		all.again = false;
		ucmd_slot_for_each(core, ucmd_end_one, &all);
		if (!all.again)
			break;
		fsleep(1000);
	}
	/*
	 * Somebody else may just be doing what is done here: ucmd_unqueue() at a
	 * queue that the driver frees next, ucmd_part() about to queue a .cancel.
	 */
	synchronize_rcu();
	ucmd_slot_for_each(core, ucmd_flush_one, NULL);
}

/* ------------------------------------------------------------------------
 * The deadline passes
 */

/* Before the command is published: then its timer is not touched any more. */
void ucmd_deadline_start(struct ucmd_slot *slot, u32 deadline_ms)
{
	if (!deadline_ms)
		return;
	/* one more: the present jiffy is nearly over, perhaps */
	WRITE_ONCE(slot->deadline, jiffies + msecs_to_jiffies(deadline_ms) + 1);
	/* pairs with ucmd_deadline_expired(), on behalf of an earlier command */
	smp_store_release(&slot->timed, true);
	mod_timer(&slot->timer, slot->deadline);
}

/*
 * A timer that goes off all the same finds the command over, or one that is not
 * timed, or one whose time has not come.
 */
void ucmd_deadline_stop(struct ucmd_slot *slot)
{
	if (slot->timed)
		timer_delete(&slot->timer);
}

void ucmd_deadline_expired(struct timer_list *timer)
{
	struct ucmd_slot *slot = container_of(timer, struct ucmd_slot, timer);

	if (!ucmd_state_look(&slot->state))
		return;
	/* pairs with ucmd_deadline_start() */
	if (smp_load_acquire(&slot->timed) &&
	    !time_before(jiffies, READ_ONCE(slot->deadline))) {
		switch (ucmd_end(slot, UCMD_ASK_EXPIRED, -ETIMEDOUT)) {
		case UCMD_END_OURS:
			ucmd_push(slot);
			break;
		case UCMD_END_LATER:
			mod_timer(timer, jiffies + 1);
			break;
		default:
			break;
		}
	}
	ucmd_slot_put(slot);
}

/* ------------------------------------------------------------------------
 * The program cancels
 */

struct ucmd_cancel_all {
	const struct ucmd_cancel *args;
	const struct file *file;
	s32 cancelled;
	bool late;
};

/*
 * A command on its way to a queue gets there in a moment.  One whose handler has
 * decided nothing is not pending yet.
 */
static enum ucmd_end ucmd_cancel_slot(struct ucmd_slot *slot)
{
	enum ucmd_end end;

	while ((end = ucmd_end(slot, UCMD_ASK, -ECANCELED)) == UCMD_END_LATER &&
	       ucmd_word_phase(ucmd_state_word(&slot->state)) != UCMD_FRESH)
		cond_resched();
	return end;
}

static void ucmd_cancel_one(struct ucmd_slot *slot, void *data)
{
	struct ucmd_cancel_all *all = data;
	const struct ucmd_cancel *args = all->args;

	if (READ_ONCE(slot->file) != all->file ||
	    (args->flags & UCMD_CANCEL_TAG && slot->tag != args->tag) ||
	    (args->flags & UCMD_CANCEL_OP && slot->op->op != args->op))
		return;

	switch (ucmd_cancel_slot(slot)) {
	case UCMD_END_OURS:
		ucmd_push(slot);
		fallthrough;
	case UCMD_END_ASKED:
		all->cancelled++;
		break;
	default:
		all->late = true;
	}
}

/**
 * ucmd_cancel - UCMD_CANCEL
 * @cmd: the command
 * @args: its arguments
 *
 * Context: process; does not sleep.
 * Return: the result, see include/uapi/ucmd.h.
 */
s32 ucmd_cancel(struct ucmd *cmd, const struct ucmd_cancel *args)
{
	struct ucmd_cancel_all all = { .args = args, .file = cmd->file };

	if (args->flags & ~(UCMD_CANCEL_TAG | UCMD_CANCEL_OP) ||
	    (args->tag && !(args->flags & UCMD_CANCEL_TAG)) ||
	    (args->op && !(args->flags & UCMD_CANCEL_OP)))
		return -EINVAL;
	if (!READ_ONCE(cmd->core->files.open))
		return -ENODEV;
	ucmd_slot_for_each(cmd->core, ucmd_cancel_one, &all);
	if (all.cancelled)
		return all.cancelled;
	return all.late ? -EALREADY : -ENOENT;
}

/* ------------------------------------------------------------------------
 * The submitter goes, on kernels without a cancel hook
 */

static void ucmd_end_abandoned(struct ucmd_slot *slot, void *data)
{
	if (ucmd_watch_abandoned(&slot->watch) &&
	    ucmd_end(slot, UCMD_PART, -ECANCELED) == UCMD_END_OURS)
		ucmd_push(slot);
}

/* Look for commands whose submitter is gone, as long as any is pending. */
void ucmd_sweep_work(struct work_struct *work)
{
	struct ucmd_core *core = container_of(to_delayed_work(work),
					      struct ucmd_core, sweep);

	ucmd_slot_for_each(core, ucmd_end_abandoned, NULL);
	if (sbitmap_any_bit_set(&core->pool->used))
		queue_delayed_work(ucmd_wq, &core->sweep, UCMD_WATCH_PERIOD);
}
