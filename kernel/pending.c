// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where is it now?  What a driver does with a command: answer, queue or hold it
 * while the handler runs; complete, return and find it later.
 */
#include <linux/rcupdate.h>

#include "internal.h"
#include "verify.h"

/* ------------------------------------------------------------------------
 * A held command
 */

static bool ucmd_claim(struct ucmd_pending *pend, s32 res, u64 res2)
{
	struct ucmd_slot *slot;
	u64 word = 0;

	if (!pend)
		return false;

	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	if (unlikely(!slot || !ucmd_state_claim(&slot->state,
						ucmd_name_generation(pend),
						&word))) {
		/* beside .cancel two may try to complete a command */
		if (ucmd_word_generation(word) != ucmd_name_generation(pend) ||
		    !(word & UCMD_ASKED))
			ucmd_report_name(UCMD_R01, pend, "a command that is over was completed again");
		rcu_read_unlock();
		return false;
	}
	/* the command keeps the slot now, and we settle it */
	rcu_read_unlock();

	slot->out.res = res;
	slot->out.res2 = res2;
	ucmd_bufs_unmap(slot);
	ucmd_core_stir(slot->core);
	ucmd_served(slot);
	if (likely(ucmd_state_ready(&slot->state, &word)))
		ucmd_settle(slot, word);
	return true;
}

bool ucmd_pending_complete(struct ucmd_pending *pend, s32 res)
{
	return ucmd_claim(pend, res, 0);
}
EXPORT_SYMBOL_GPL(ucmd_pending_complete);

/* Only a command that is still held has an op to be wrong about. */
static void ucmd_check_result2(struct ucmd_pending *pend)
{
	const struct ucmd_slot *slot;
	u64 word;

	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	if (slot) {
		word = ucmd_state_word(&slot->state);
		if (ucmd_word_generation(word) == ucmd_name_generation(pend) &&
		    !(READ_ONCE(slot->op)->flags & UCMD_OP_RESULT2))
			ucmd_report_name(UCMD_R11, pend, "a second result word gets lost: add UCMD_OP_RESULT2 to the op's flags");
	}
	rcu_read_unlock();
}

bool ucmd_pending_complete2(struct ucmd_pending *pend, s32 res, u64 res2)
{
	ucmd_check_result2(pend);
	return ucmd_claim(pend, res, res2);
}
EXPORT_SYMBOL_GPL(ucmd_pending_complete2);

/* What a name that is out of date gets for private memory: nobody's. */
static u64 ucmd_nobodys[PAGE_SIZE / sizeof(u64)];

void *ucmd_pending_priv(struct ucmd_pending *pend)
{
	struct ucmd_slot *slot;
	void *priv = ucmd_nobodys;

	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	if (likely(slot && ucmd_word_generation(ucmd_state_word(&slot->state)) ==
			   ucmd_name_generation(pend)))
		priv = slot->priv;
	else
		ucmd_report_name(UCMD_R16, pend, "the private memory of a command that is over was used");
	rcu_read_unlock();
	return priv;
}
EXPORT_SYMBOL_GPL(ucmd_pending_priv);

struct ucmd_pending *ucmd_pending_find(struct ucmd_device *dev, u64 cookie)
{
	struct ucmd_pending *pend = (void *)(uintptr_t)cookie, *found = NULL;
	struct ucmd_slot *slot;

	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	if (slot && slot->core == dev->core) {
		if (ucmd_word_is_held(ucmd_state_word(&slot->state),
				      ucmd_name_generation(pend)))
			found = pend;
	}
	rcu_read_unlock();
	return found;
}
EXPORT_SYMBOL_GPL(ucmd_pending_find);

/* ------------------------------------------------------------------------
 * The verbs of a handler: complete, retry, queue, hold
 */

static struct ucmd_result ucmd_answer(struct ucmd *cmd, s32 res, u64 res2)
{
	switch (cmd->verdict) {
	case UCMD_QUEUED:
		return ucmd_misuse(cmd, UCMD_R05, "ucmd_complete() of a command that is queued");
	case UCMD_HOLDING:
		/* what was held could not be started: it ends as what it is */
		ucmd_claim(ucmd_slot_name(cmd->slot), res, res2);
		return ucmd_verdict(cmd);
	default:
		cmd->verdict = UCMD_COMPLETED;
		cmd->res = res;
		cmd->res2 = res2;
		return ucmd_verdict(cmd);
	}
}

struct ucmd_result ucmd_complete(struct ucmd *cmd, s32 res)
{
	return ucmd_answer(cmd, res, 0);
}
EXPORT_SYMBOL_GPL(ucmd_complete);

struct ucmd_result ucmd_complete2(struct ucmd *cmd, s32 res, u64 res2)
{
	if (unlikely(!(cmd->row->op->flags & UCMD_OP_RESULT2)))
		ucmd_report(UCMD_R11, cmd->core->name, cmd->row->op->name,
			    "a second result word gets lost: add UCMD_OP_RESULT2 to the op's flags");
	return ucmd_answer(cmd, res, res2);
}
EXPORT_SYMBOL_GPL(ucmd_complete2);

struct ucmd_result ucmd_retry(struct ucmd *cmd, s32 err)
{
	if (!cmd->may_retry || cmd->verdict != UCMD_UNDECIDED)
		return ucmd_complete(cmd, err);
	cmd->verdict = UCMD_RETRY;
	return ucmd_verdict(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_retry);

/*
 * Prepare a fresh command to be found by others: reserve its slot if that has
 * not happened, and have io_uring tell us when the submitter goes.  Marking
 * comes first: a completion that came in between would find no mark to take off,
 * and the mark would then stay on a command that is gone.
 *
 * Outside the ring's lock marking may sleep, so dispatch did it before it called
 * the handler.
 */
static bool ucmd_prepare(struct ucmd *cmd)
{
	if (!cmd->slot)
		cmd->slot = ucmd_slot_get(cmd);
	if (!cmd->slot)
		return false;

	if (cmd->ioucmd) {
		if (!cmd->marked)
			cmd->marked = ucmd_compat_mark(cmd->ioucmd, cmd->issue_flags);
		ucmd_watch_arm(&cmd->slot->watch, cmd->ioucmd);
		if (UCMD_WATCH_PERIOD)
			queue_delayed_work(ucmd_wq, &cmd->core->sweep,
					   UCMD_WATCH_PERIOD);
	}
	ucmd_deadline_start(cmd->slot, cmd->deadline_ms);
	return true;
}

struct ucmd_result ucmd_queue(struct ucmd *cmd, struct ucmd_queue *queue)
{
	if (unlikely(cmd->verdict != UCMD_UNDECIDED))
		return ucmd_misuse(cmd, UCMD_R05, "ucmd_queue() of a command that is decided");
	if (!ucmd_prepare(cmd))
		return ucmd_complete(cmd, -EBUSY);

	cmd->verdict = UCMD_QUEUED;
	ucmd_wait(cmd->slot, queue, false);
	return ucmd_verdict(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_queue);

struct ucmd_result ucmd_hold(struct ucmd *cmd, struct ucmd_pending **pend)
{
	*pend = NULL;
	if (unlikely(cmd->verdict != UCMD_UNDECIDED))
		return ucmd_misuse(cmd, UCMD_R05, "ucmd_hold() of a command that is decided");
	if (unlikely(!cmd->row->reserve))
		return ucmd_misuse(cmd, UCMD_R13, "ucmd_hold() by an op that reserves no room: add UCMD_OP_HOLDS to its flags");

	ucmd_prepare(cmd);	/* cannot fail: the slot is reserved */
	cmd->verdict = UCMD_HOLDING;
	/* not _RET_IP_: a handler may end with a jump to here */
	ucmd_verify_hold(cmd->slot, (unsigned long)cmd->row->op->handler);
	*pend = ucmd_slot_name(cmd->slot);
	ucmd_state_publish(&cmd->slot->state, UCMD_HELD);
	return ucmd_verdict(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_hold);

void ucmd_pending_return(struct ucmd_pending *pend, struct ucmd_queue *queue)
{
	struct ucmd_slot *slot;
	bool held;

	/* the section keeps the slot, and a queue that loses its last command */
	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	if (slot && ucmd_state_return(&slot->state, ucmd_name_generation(pend))) {
		ucmd_bufs_unmap(slot);
		ucmd_served(slot);
		ucmd_wait(slot, queue, true);
		ucmd_core_stir(slot->core);
		rcu_read_unlock();
		return;
	}
	held = slot && ucmd_word_is_held(ucmd_state_word(&slot->state),
					 ucmd_name_generation(pend));
	if (!held)
		ucmd_report_name(UCMD_R15, pend, "a command that the driver does not hold was returned to a queue");
	rcu_read_unlock();
	if (held)
		ucmd_claim(pend, -ECANCELED, 0);
}
EXPORT_SYMBOL_GPL(ucmd_pending_return);
