// SPDX-License-Identifier: GPL-2.0-only
/*
 * How does one command answer many times?  The driver says "there is something"
 * from anywhere; in the submitter's task its .fill puts that into a buffer which
 * the program has provided, and each buffer is a completion of its own.
 *
 * A request has one node for task work, and whoever completes it frees it.  Yet two
 * want to send it to its task, and may do so at the same time: who wakes it, and who
 * ends it.  Between them decides the slot's turn, a word of its own:
 *
 *	generation (upper half)  a name that is out of date finds nothing, nor does
 *				 it need a reference to the slot
 *	WOKEN	there may be something
 *	SENT	the request is on its way to its task, or its task work runs
 *	OPEN	the program's side is not to be completed yet
 *	HALF	of a command that was parted, one side has ended
 *
 * Each change is one atomic exchange, and a full barrier.
 *  - Who sets SENT sends the request, and nobody else does until its task work has
 *    cleared SENT, or is sent anew by itself.
 *  - As long as SENT is set the program's side is completed by that task work alone:
 *    who ends the command, from whichever context, clears OPEN and leaves if it was
 *    SENT.  So request, pdu, file and core last as long as the task work, and it may
 *    look at them until it clears SENT.
 *  - Nothing sets SENT without OPEN, but for who clears that, in the same exchange:
 *    after the last completion nobody touches the request.
 *  - A wake that comes when the task work has cleared WOKEN makes the exchange fail
 *    that would clear SENT: none is lost.
 *
 * F_CANCEL comes with the ring's lock held, and on each kernel that has all this task
 * work runs under that lock: so F_CANCEL never meets it while it runs.
 *
 * A command that is parted while its .fill runs, as by ucmd_device_purge(), may be
 * completed by its driver before that returns.  Its .finish is for who ends last: the
 * driver's side, or the program's, which task work ends.
 *
 * What .fill must not do is end a command that the driver holds: no buffer, no room
 * in the completion queue, an error.  So the driver is asked back as by
 * UCMD_CANCEL, and the reason replaces the result that it gives then.
 */
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "gate.h"
#include "internal.h"
#include "verify.h"

#define UCMD_WOKEN	BIT(0)
#define UCMD_SENT	BIT(1)
#define UCMD_OPEN	BIT(2)
#define UCMD_HALF	BIT(3)

/* Completions before others that wait for the ring's lock have their turn. */
#define UCMD_EVENTS_MAX	32

/* A slot begins to serve a multishot command; nobody has its name yet. */
void ucmd_events_init(struct ucmd_slot *slot)
{
	u64 generation = ucmd_word_generation(ucmd_state_word(&slot->state));

	atomic64_set(&slot->turn, generation << 32 | UCMD_OPEN);
}

bool ucmd_pending_wake(struct ucmd_pending *pend)
{
	struct ucmd_slot *slot;
	bool found = false;
	s64 turn;

	rcu_read_lock();
	slot = ucmd_slot_find(pend);
	if (!slot)
		goto unlock;
	turn = atomic64_read(&slot->turn);
	do {
		if (ucmd_word_generation(turn) != ucmd_name_generation(pend) ||
		    !(turn & UCMD_OPEN))
			goto unlock;
	} while (!atomic64_try_cmpxchg(&slot->turn, &turn, turn | UCMD_WOKEN | UCMD_SENT));
	found = true;
	if (!(turn & UCMD_SENT))
		ucmd_send(slot);
unlock:
	rcu_read_unlock();
	return found;
}
EXPORT_SYMBOL_GPL(ucmd_pending_wake);

/**
 * ucmd_events_end - the program's side of a multishot command is to be completed
 * @slot: the command, which is DONE or which the caller has parted
 *
 * Context: any.
 * Return: whether the caller does so; if not, task work that is on its way does,
 * and @slot may be gone.
 */
bool ucmd_events_end(struct ucmd_slot *slot)
{
	s64 turn = atomic64_read(&slot->turn);

	while (!atomic64_try_cmpxchg(&slot->turn, &turn,
				     (turn & ~(s64)UCMD_OPEN) | UCMD_SENT))
		;
	return !(turn & UCMD_SENT);
}

/**
 * ucmd_events_over - one side of a multishot command that was parted has ended
 * @slot: the command
 *
 * Context: process.
 * Return: whether that was the last one, and the caller settles what is the driver's.
 */
bool ucmd_events_over(struct ucmd_slot *slot)
{
	return atomic64_fetch_or(UCMD_HALF, &slot->turn) & UCMD_HALF;
}

/* ------------------------------------------------------------------------
 * In the submitter's task
 */

/*
 * Ask the driver to end the command.  Return: whether that is done, and the caller
 * completes the program's side.
 */
static bool ucmd_events_ask(struct ucmd_slot *slot, s32 res)
{
	enum ucmd_end end;

	/* being returned to a queue, it gets there in a moment */
	while ((end = ucmd_end(slot, UCMD_ASK, res)) == UCMD_END_LATER)
		cond_resched();
	return end == UCMD_END_OURS;
}

static s32 ucmd_events_fill(struct ucmd_slot *slot, void __user *addr, size_t len)
{
	const struct ucmd_op *op = slot->op;
	struct iov_iter iter;
	ssize_t res;

	if (!len)
		return -ENOBUFS;
	len = min_t(size_t, len, MAX_RW_COUNT);
	if (!access_ok(addr, len))
		return -EFAULT;
	iov_iter_ubuf(&iter, READ, addr, len);
	res = op->fill(ucmd_slot_name(slot), &iter);
	if (likely(res <= (ssize_t)len))
		return res;
	ucmd_report(UCMD_R10, slot->core->name, op->name,
		    ".fill says %zd bytes of a buffer of %zu", res, len);
	return -EIO;
}

/*
 * One buffer.  Return: positive for one completion; 0 if there is nothing more; or
 * what ends the command, and pdu->last is set.
 */
static s32 ucmd_events_one(struct ucmd_slot *slot, unsigned int issue_flags)
{
	struct io_uring_cmd *ioucmd = slot->ioucmd;
	struct ucmd_pdu *pdu = ucmd_pdu(ioucmd);
	struct ucmd_provided buf;
	void __user *addr;
	u32 flags = 0;
	size_t len;
	s32 res;

	res = ucmd_compat_provided(ioucmd, pdu->group, &buf, &addr, &len, issue_flags);
	if (!res) {
		res = ucmd_events_fill(slot, addr, len);
		if (ucmd_compat_provided_done(ioucmd, &buf, res, &flags, issue_flags) || !res)
			return res;
	}
	pdu->last = res;
	pdu->last_flags = res > 0 ? flags : 0;
	return -ECANCELED;
}

/* Does the driver have the command, and was it not asked back? */
static bool ucmd_events_wanted(const struct ucmd_slot *slot)
{
	u64 word = ucmd_state_word(&slot->state);

	return ucmd_word_phase(word) == UCMD_HELD && !(word & (UCMD_ASKED | UCMD_PARTED));
}

/*
 * Give the program what there is, but not more than its turn.  Return: positive if
 * there may be more, 0 if not, or -errno if the command ends.
 *
 * Inside the gate: when a device is unregistered no .fill runs.
 */
static s32 ucmd_events_some(struct ucmd_slot *slot, unsigned int issue_flags)
{
	struct ucmd_core *core = slot->core;
	unsigned int n;
	s32 res = 0;
	int idx;

	if (!ucmd_gate_enter(&core->files, &idx))
		return 0;
	for (n = 0; n < UCMD_EVENTS_MAX && ucmd_events_wanted(slot); n++) {
		res = ucmd_events_one(slot, issue_flags);
		if (res <= 0)
			break;
	}
	ucmd_gate_leave(&core->files, idx);
	return res;
}

/**
 * ucmd_events_run - task work of a multishot command
 * @slot: the command
 * @issue_flags: of the call in progress
 * @gone: this is not the submitter's task, or it is dying
 *
 * Context: process, ring lock held.
 * Return: whether the caller completes the program's side; if not, @slot may be
 * gone.
 */
bool ucmd_events_run(struct ucmd_slot *slot, unsigned int issue_flags, bool gone)
{
	s64 turn;
	s32 res;

	do {
		turn = atomic64_fetch_andnot(UCMD_WOKEN, &slot->turn);
		if (!(turn & UCMD_OPEN))
			return true;
		/* nobody takes what there is: as for io_uring's own that are multishot */
		res = gone ? -ECANCELED : ucmd_events_some(slot, issue_flags);
		if (res < 0 && ucmd_events_ask(slot, res))
			return true;
		if (res > 0) {
			atomic64_or(UCMD_WOKEN, &slot->turn);
			ucmd_send(slot);
			return false;
		}
		turn &= ~(s64)UCMD_WOKEN;
	} while (!atomic64_try_cmpxchg(&slot->turn, &turn, turn & ~(s64)UCMD_SENT));
	return false;
}
