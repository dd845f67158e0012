// SPDX-License-Identifier: GPL-2.0-only
/*
 * How does its end reach the program?  What follows once a command is DONE: the
 * driver's last word, then the CQE or the return from ioctl(2).
 */
#include <linux/delay.h>
#include <linux/file.h>

#include "internal.h"
#include "verify.h"

/* How often to look whether .start has returned. */
#define UCMD_START_US	100

/* The last word of the driver on a command that is DONE. */
static struct ucmd_outcome ucmd_finish(struct ucmd_slot *slot, bool user)
{
	const struct ucmd_op *op = slot->op;
	struct ucmd_outcome out = slot->out;

	ucmd_deadline_stop(slot);
	if (ucmd_state_word(&slot->state) & UCMD_EXPIRED && out.res == -ECANCELED)
		out.res = -ETIMEDOUT;
	out.user = user;
	if (op->finish)
		op->finish(ucmd_slot_name(slot), &out);
	ucmd_bufs_release(slot);
	ucmd_verify_finish(slot);
	out.res = ucmd_result_sanitize(slot->core, op, out.res);
	return out;
}

/*
 * The program has its result: to cancel the command finds nothing, though others
 * may still have a reference to the slot.  Not for what was parted: there the slot
 * keeps the file.
 */
static void ucmd_forget(struct ucmd_slot *slot)
{
	WRITE_ONCE(slot->file, NULL);
}

/* ------------------------------------------------------------------------
 * io_uring
 */

static void ucmd_ring_done(struct io_uring_cmd *ioucmd, s32 res, u64 res2, bool two,
			   unsigned int issue_flags)
{
	u32 flags = ucmd_pdu(ioucmd)->last_flags;

	if (unlikely(flags))
		ucmd_compat_done_flags(ioucmd, res, flags, issue_flags);
	else
		ucmd_compat_done(ioucmd, res, res2, two, issue_flags);
}

/*
 * Settle a command that is DONE.
 *
 * The slot is returned first, for ucmd_compat_done() drops the file and with it,
 * perhaps, the core that the slot is part of.  Nobody can find the slot through
 * the pdu in between: F_CANCEL is called under the ring's lock, which the caller
 * holds on every kernel that has it.
 */
static void ucmd_settle_ring(struct ucmd_slot *slot, unsigned int issue_flags,
			     bool user)
{
	struct io_uring_cmd *ioucmd = slot->ioucmd;
	bool two = slot->op->flags & UCMD_OP_RESULT2;
	s32 last = ucmd_pdu(ioucmd)->last;
	struct ucmd_outcome out;

	if (unlikely(last))
		slot->out.res = last;
	out = ucmd_finish(slot, user);
	ucmd_watch_disarm(&slot->watch);
	ucmd_forget(slot);
	ucmd_slot_put(slot);
	ucmd_ring_done(ioucmd, out.res, out.res2, two, issue_flags);
}

/* Settle a command that is DONE and parted: nobody but the driver is left. */
static void ucmd_settle_alone(struct ucmd_slot *slot)
{
	ucmd_finish(slot, false);
	ucmd_slot_put(slot);
}

/* Complete the program's side of a command that was parted from the driver. */
static void ucmd_part_ring(struct ucmd_slot *slot, unsigned int issue_flags)
{
	struct io_uring_cmd *ioucmd = slot->ioucmd;
	bool two = slot->op->flags & UCMD_OP_RESULT2;
	const struct ucmd_pdu *pdu = ucmd_pdu(ioucmd);
	s32 res = likely(!pdu->last_flags) ? pdu->parted : pdu->last;

	ucmd_watch_disarm(&slot->watch);
	if (ucmd_is_multishot(slot) && ucmd_events_over(slot))
		ucmd_settle_alone(slot);
	ucmd_slot_put(slot);
	ucmd_ring_done(ioucmd, res, 0, two, issue_flags);
}

/**
 * ucmd_settle_inside - complete the program's side, inside its ring
 * @slot: the command, which is DONE or which the caller has parted
 * @issue_flags: of the call in progress
 *
 * Task work of the command that is on its way is left to do it.
 *
 * Context: process, ring lock held; not the submitter's task, or it is going.
 */
void ucmd_settle_inside(struct ucmd_slot *slot, unsigned int issue_flags)
{
	if (ucmd_is_multishot(slot) && !ucmd_events_end(slot))
		return;
	if (ucmd_pdu(slot->ioucmd)->parted)
		ucmd_part_ring(slot, issue_flags);
	else
		ucmd_settle_ring(slot, issue_flags, false);
}

/**
 * ucmd_settle_polled - complete the program's side, from a poll of its ring
 * @slot: the command, which was pushed
 * @user: user memory may be accessed
 *
 * Context: process, ring lock held.
 */
void ucmd_settle_polled(struct ucmd_slot *slot, bool user)
{
	if (unlikely(ucmd_pdu(slot->ioucmd)->parted))
		ucmd_part_ring(slot, 0);
	else
		ucmd_settle_ring(slot, 0, user);
}

static void ucmd_in_task(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
			 bool gone)
{
	struct ucmd_pdu *pdu = ucmd_pdu(ioucmd);

	if (ucmd_is_multishot(pdu->slot) &&
	    !ucmd_events_run(pdu->slot, issue_flags, gone))
		return;
	if (unlikely(pdu->parted))
		ucmd_part_ring(pdu->slot, issue_flags);
	else
		ucmd_settle_ring(pdu->slot, issue_flags, !gone);
}

UCMD_COMPAT_TASK_WORK(ucmd_in_task_cb, ucmd_in_task)

/* One at a time for each command: a request has one node for it. */
void ucmd_send(struct ucmd_slot *slot)
{
	ucmd_compat_run_in_task(slot->ioucmd, ucmd_in_task_cb);
}

/* ------------------------------------------------------------------------
 * Both doors
 */

/**
 * ucmd_push - let the program's side go on
 * @slot: the command, which is DONE or which the caller has parted; it may be
 *	gone afterwards
 *
 * Context: any.
 */
void ucmd_push(struct ucmd_slot *slot)
{
	struct ucmd_pdu *pdu;

	if (unlikely(!slot->ioucmd)) {
		complete(&slot->waiter->done);
		return;
	}
	pdu = ucmd_pdu(slot->ioucmd);
	if (unlikely(pdu->polled))
		/* pairs with ucmd_uring_iopoll() */
		smp_store_release(&pdu->pushed, true);
	else if (likely(!ucmd_is_multishot(slot)) || ucmd_events_end(slot))
		ucmd_send(slot);
}

/**
 * ucmd_settle - settle a command that is DONE, from outside its program
 * @slot: the command; its outcome is written, and the slot is gone afterwards
 * @word: its state, as the caller's last move found it
 *
 * Context: any.
 */
void ucmd_settle(struct ucmd_slot *slot, u64 word)
{
	if (unlikely(word & UCMD_PARTED)) {
		/* .finish is promised process context */
		ucmd_state_hold(&slot->state);
		queue_work(ucmd_wq, &slot->work);
	} else {
		ucmd_push(slot);
	}
}

/**
 * ucmd_settle_waiter - settle a command that is DONE, in ioctl(2)
 * @slot: the command; gone afterwards
 * @res2: where to put the second result word
 *
 * Context: process, the program's own.
 * Return: the result.
 */
s32 ucmd_settle_waiter(struct ucmd_slot *slot, u64 *res2)
{
	struct ucmd_outcome out = ucmd_finish(slot, true);

	ucmd_forget(slot);
	ucmd_slot_put(slot);
	*res2 = out.res2;
	return out.res;
}

/* ------------------------------------------------------------------------
 * What is owed to the driver in process context
 */

/*
 * Calls .cancel if the driver was asked, and settles what is DONE and has nobody
 * else to do it.  It runs twice for a command that is completed after both were
 * true: asked, and parted.
 *
 * Up to the exchange in ucmd_state_nudged() the program's side has not been
 * completed, or the slot keeps the file; afterwards both may end at any moment,
 * and with them the core that the slot is part of, but for the reference here.
 */
void ucmd_slot_work(struct work_struct *work)
{
	struct ucmd_slot *slot = container_of(work, struct ucmd_slot, work);
	struct file *file = get_file(slot->file);
	u64 word = ucmd_state_word(&slot->state);
	bool settle;

	if ((word & (UCMD_ASKED | UCMD_NUDGED)) == UCMD_ASKED) {
		/* .start is short, but what it starts must be there to be stopped */
		while (smp_load_acquire(&slot->starting))
			fsleep(UCMD_START_US);
		if (ucmd_word_phase(ucmd_state_word(&slot->state)) == UCMD_HELD)
			slot->op->cancel(ucmd_slot_name(slot));
		settle = ucmd_state_nudged(&slot->state, &word);
		ucmd_core_stir(slot->core);
		if (!settle)
			goto put;
		if (!(word & UCMD_PARTED)) {
			ucmd_push(slot);
			goto put;
		}
	}
	if (!ucmd_is_multishot(slot) || ucmd_events_over(slot))
		ucmd_settle_alone(slot);
put:
	ucmd_slot_put(slot);
	fput(file);
}
