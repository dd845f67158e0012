// SPDX-License-Identifier: GPL-2.0-only
/*
 * What came in?  Finds the op of a command that came through either door, checks
 * whether it may be called, and lets its handler decide.
 */
#include <linux/capability.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "gate.h"
#include "internal.h"
#include "verify.h"

/* ------------------------------------------------------------------------
 * What a handler sees
 */

const void *__ucmd_args(struct ucmd *cmd, size_t size)
{
	if (ucmd_verifies(cmd->core))
		ucmd_verify_use(cmd, "ucmd_args()");
	if (unlikely(size != cmd->row->args_size)) {
		ucmd_report(UCMD_R14, cmd->core->name, cmd->row->op->name,
			    "ucmd_args() of %zu bytes, but .args_size is %u",
			    size, cmd->row->args_size);
		/* what was not copied must not be what the stack held */
		if (size > cmd->row->args_size)
			memset((u8 *)cmd->args + cmd->row->args_size, 0,
			       sizeof(cmd->args) - cmd->row->args_size);
	}
	return cmd->args;
}
EXPORT_SYMBOL_GPL(__ucmd_args);

void *ucmd_priv(struct ucmd *cmd)
{
	if (ucmd_verifies(cmd->core))
		ucmd_verify_use(cmd, "ucmd_priv()");
	return cmd->row->op->priv_size ? cmd->slot->priv : NULL;
}
EXPORT_SYMBOL_GPL(ucmd_priv);

struct file *ucmd_file(struct ucmd *cmd)
{
	if (ucmd_verifies(cmd->core))
		ucmd_verify_use(cmd, "ucmd_file()");
	return cmd->file;
}
EXPORT_SYMBOL_GPL(ucmd_file);

struct ucmd_device *ucmd_device(struct ucmd *cmd)
{
	if (ucmd_verifies(cmd->core))
		ucmd_verify_use(cmd, "ucmd_device()");
	return cmd->core->dev;
}
EXPORT_SYMBOL_GPL(ucmd_device);

bool ucmd_may_sleep(struct ucmd *cmd)
{
	if (ucmd_verifies(cmd->core))
		ucmd_verify_use(cmd, "ucmd_may_sleep()");
	return ucmd_handler_may_sleep(cmd);
}
EXPORT_SYMBOL_GPL(ucmd_may_sleep);

/* ------------------------------------------------------------------------
 * Which op, and may it be called?
 */

static const struct ucmd_row *ucmd_find(const struct ucmd_core *core, u32 number)
{
	const struct ucmd_row *row = core->by_nr[_IOC_NR(number)];

	while (row && unlikely(row->number != number))
		row = row->next;
	return row;
}

/* No op has this number: is it one of ours with another size or direction? */
static int ucmd_unknown(const struct ucmd_core *core, u32 number)
{
	const struct ucmd_row *row = core->by_nr[_IOC_NR(number)];

	for (; row; row = row->next)
		if (_IOC_TYPE(row->number) == _IOC_TYPE(number))
			return -EINVAL;
	return -ENOTTY;
}

/**
 * ucmd_decode - find the op of a command and see whether it may be called
 * @cmd: the command; its door has set what it knows of it
 * @number: its number
 *
 * Checked at each call, reissue included.  The door copies the arguments next.
 *
 * Context: process, the submitter's credentials.
 * Return: 0; -ENOTTY, -EINVAL, -EACCES or -EPERM; -ENODEV if the device is gone.
 */
int ucmd_decode(struct ucmd *cmd, u32 number)
{
	const struct ucmd_row *row = ucmd_find(cmd->core, number);
	const struct ucmd_op *op;
	int err = 0;

	if (likely(row)) {
		op = row->op;
		cmd->row = row;
		if (unlikely(op->mode & ~cmd->file->f_mode))
			err = -EACCES;
		else if (unlikely(op->cap && !capable(op->cap)))
			err = -EPERM;
	} else {
		err = ucmd_unknown(cmd->core, number);
	}
	/* a device that is gone has no ops to be right or wrong about */
	if (unlikely(err) && !READ_ONCE(cmd->core->files.open))
		err = -ENODEV;
	return err;
}

/* ------------------------------------------------------------------------
 * The handler
 */

/* The handler returned something else than what was decided for its command. */
static void ucmd_wrong_result(struct ucmd *cmd)
{
	if (cmd->verdict == UCMD_UNDECIDED) {
		(void)ucmd_misuse(cmd, UCMD_R04, "handler returned without a decision: return what ucmd_complete(), ucmd_queue() or ucmd_hold() gave");
		return;
	}
	if (cmd->verdict == UCMD_COMPLETED)
		cmd->verdict = UCMD_UNDECIDED;
	(void)ucmd_misuse(cmd, UCMD_R03, "handler returned a result that was made for another command or decision");
}

static struct ucmd_result ucmd_call(struct ucmd *cmd)
{
	if (ucmd_verifies(cmd->core))
		return ucmd_verify_handler(cmd);
	return cmd->row->op->handler(cmd);
}

/*
 * Where the handler must not sleep, a copy to or from user memory that is not
 * present ends early.
 */
static struct ucmd_result ucmd_call_with_buffers(struct ucmd *cmd)
{
	struct ucmd_result result;

	cmd->iovecs = NULL;
	if (cmd->may_retry)
		pagefault_disable();
	result = ucmd_call(cmd);
	if (cmd->may_retry)
		pagefault_enable();
	kfree(cmd->iovecs);
	return result;
}

/*
 * Call the handler, inside the gate.
 *
 * That the handler has returned is said inside the gate as well: once the gate
 * is shut and everybody has left, nothing waits for a handler to return.
 */
static void ucmd_handle(struct ucmd *cmd)
{
	const struct ucmd_op *op = cmd->row->op;
	struct ucmd_result result;

	if (unlikely(op->flags & UCMD_OP_BUFFERS))
		result = ucmd_call_with_buffers(cmd);
	else
		result = ucmd_call(cmd);

	if (unlikely(cmd->verdict == UCMD_UNDECIDED ||
		     ACCESS_PRIVATE(&result, code) != ucmd_result_code(cmd)))
		ucmd_wrong_result(cmd);
	if (cmd->verdict >= UCMD_QUEUED)
		ucmd_handled(cmd->slot);
}

/* Has the command a slot if its op needs one? */
static bool ucmd_reserve(struct ucmd *cmd)
{
	if (likely(!cmd->row->reserve || cmd->slot))
		return true;
	cmd->slot = ucmd_slot_get(cmd);
	return cmd->slot;
}

void __ucmd_unreserve(struct ucmd *cmd)
{
	ucmd_bufs_release(cmd->slot);
	ucmd_slot_put(cmd->slot);
	cmd->slot = NULL;
}

/* Is there a reason any more to keep @cmd waiting? */
static bool ucmd_may_go(const struct ucmd *cmd)
{
	const struct ucmd_core *core = cmd->core;

	if (!READ_ONCE(core->files.open))
		return true;
	return READ_ONCE(core->commands.open) &&
	       (!cmd->row->reserve || ucmd_pool_has_room(core));
}

/**
 * ucmd_interrupted - did a signal end an interruptible sleep?
 *
 * io_uring also ends the sleeps of a thread to have it run task work.  For an
 * io-wq worker that means to stop.  In ioctl(2) it is about a ring the thread has
 * besides, and no reason to end this command: the work has to wait until the call
 * returns, see ucmd_ioctl_any().
 *
 * Context: process, after a sleep that was ended.
 * Return: whether to give up; if not, sleep again.
 */
bool ucmd_interrupted(void)
{
	if (task_sigpending(current) || current->flags & PF_IO_WORKER)
		return true;
	clear_notify_signal();
	return false;
}

/*
 * Wait, in an io-wq worker or in ioctl(2), until the device is resumed or has
 * room.  @until: in jiffies; valid if the command has a deadline.
 */
static int ucmd_await(const struct ucmd *cmd, unsigned long until)
{
	long left = MAX_SCHEDULE_TIMEOUT;

	if (cmd->deadline_ms) {
		left = until - jiffies;
		if (left <= 0)
			return -ETIMEDOUT;
	}
	left = wait_event_interruptible_timeout(cmd->core->stir, ucmd_may_go(cmd), left);
	if (!left)
		return -ETIMEDOUT;
	/* the caller looks again, and comes back */
	return left < 0 && ucmd_interrupted() ? -EINTR : 0;
}

/* Inside the gate. */
static int ucmd_try_inside(struct ucmd *cmd)
{
	if (unlikely(!ucmd_reserve(cmd)))
		return cmd->row->op->flags & UCMD_OP_WAITS_FOR_ROOM ? -EAGAIN : -EBUSY;
	ucmd_handle(cmd);
	return 0;
}

/* What keeps the command from its handler: 0 if it was called, or -errno. */
static int ucmd_try(struct ucmd *cmd, bool may_sleep)
{
	struct ucmd_core *core = cmd->core;
	int idx, err;

	if (may_sleep) {
		if (likely(ucmd_gate_enter(&core->commands, &idx))) {
			err = ucmd_try_inside(cmd);
			ucmd_gate_leave(&core->commands, idx);
			return err;
		}
	} else if (likely(ucmd_gate_enter_atomic(&core->commands))) {
		err = ucmd_try_inside(cmd);
		ucmd_gate_leave_atomic();
		return err;
	}
	return READ_ONCE(core->files.open) ? -EAGAIN : -ENODEV;
}

/**
 * ucmd_dispatch - let the handler decide about a command
 * @cmd: the command, decoded, with its arguments copied
 * @nonblock: this call must not sleep
 *
 * A command with a slot is released from here on: others may end it.
 *
 * Context: process.
 * Return: %true, and the verdict is in @cmd; %false: call again where sleeping
 * is allowed.
 */
bool ucmd_dispatch(struct ucmd *cmd, bool nonblock)
{
	const struct ucmd_op *op = cmd->row->op;
	bool may_sleep, waits = false;
	unsigned long until = 0;
	int err;

	if (nonblock && op->flags & UCMD_OP_MAY_SLEEP)
		return false;
	if (op->deadline_ms && (!cmd->deadline_ms || op->deadline_ms < cmd->deadline_ms))
		cmd->deadline_ms = op->deadline_ms;
	cmd->may_retry = nonblock;
	/* the verifier lets handlers sleep, and says so */
	may_sleep = ucmd_handler_may_sleep(cmd) || ucmd_verifies(cmd->core);

	/*
	 * Where the ring's lock is not held (io-wq), marking a command as cancelable
	 * takes it, and sleeps: neither ucmd_queue() and ucmd_hold(), which may be
	 * called under a spinlock, nor who is inside the gate may do that.  There
	 * the command is marked beforehand, whatever becomes of it.
	 */
	if (cmd->ioucmd && ucmd_compat_unlocked(cmd->issue_flags))
		cmd->marked = ucmd_compat_mark(cmd->ioucmd, cmd->issue_flags);

	while (unlikely(err = ucmd_try(cmd, may_sleep))) {
		if (err == -EAGAIN) {
			if (nonblock)
				return false;
			if (!waits)
				until = jiffies + msecs_to_jiffies(cmd->deadline_ms) + 1;
			waits = true;
			err = ucmd_await(cmd, until);
			if (!err)
				continue;
		}
		cmd->verdict = UCMD_COMPLETED;
		cmd->res = err;
		break;
	}
	if (unlikely(cmd->verdict == UCMD_RETRY)) {
		ucmd_unreserve(cmd);
		return false;
	}
	return true;
}
