// SPDX-License-Identifier: GPL-2.0-only
/*
 * What came in?  Decodes a command, checks and copies its arguments, calls the
 * op's handler and turns its result into io_uring's.
 */
#include <linux/capability.h>
#include <linux/string.h>

#include "gate.h"
#include "internal.h"

const void *__ucmd_args(struct ucmd *cmd, size_t size)
{
	if (unlikely(size != cmd->row->args_size)) {
		pr_warn_ratelimited("ucmd: %s: op %s: ucmd_args() of %zu bytes, but .args_size is %u\n",
				    cmd->core->name, cmd->row->op->name, size,
				    cmd->row->args_size);
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
	return cmd->row->op->priv_size ? cmd->pend->priv : NULL;
}
EXPORT_SYMBOL_GPL(ucmd_priv);

struct file *ucmd_file(struct ucmd *cmd)
{
	return cmd->ioucmd->file;
}
EXPORT_SYMBOL_GPL(ucmd_file);

struct ucmd_device *ucmd_device(struct ucmd *cmd)
{
	return cmd->core->dev;
}
EXPORT_SYMBOL_GPL(ucmd_device);

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

/*
 * Fields of the SQE that no op uses must be zero, so that they can be given a
 * meaning later.  The SQE may be shared with user space: each is read once, and
 * nothing is done with it.
 */
static bool ucmd_sqe_clean(const struct io_uring_cmd *ioucmd,
			   const struct io_uring_sqe *sqe)
{
	if (ioucmd->flags & ~UCMD_COMPAT_CORE_FLAGS)
		return false;
	if (!sqe)
		return true;
	return !(READ_ONCE(sqe->addr) | READ_ONCE(sqe->len) |
		 READ_ONCE(sqe->ioprio) | READ_ONCE(sqe->buf_index) |
		 READ_ONCE(sqe->file_index));
}

/*
 * Copy the arguments, once, out of memory that user space may be writing to.
 * The first 16 bytes are there in every SQE; those no argument uses must be zero.
 */
static bool ucmd_copy_args(struct ucmd *cmd, const u64 *payload)
{
	const struct ucmd_row *row = cmd->row;
	unsigned int i;

	cmd->args[0] = READ_ONCE(payload[0]);
	cmd->args[1] = READ_ONCE(payload[1]);
	if ((cmd->args[0] & row->unused[0]) | (cmd->args[1] & row->unused[1]))
		return false;
	for (i = 2; i * sizeof(u64) < row->args_size; i++)
		cmd->args[i] = READ_ONCE(payload[i]);
	return true;
}

/* May this command be handled?  Checked at each call, reissue included. */
static int ucmd_check(struct ucmd *cmd)
{
	struct io_uring_cmd *ioucmd = cmd->ioucmd;
	const struct ucmd_row *row = cmd->row;
	const struct ucmd_op *op = row->op;
	const struct io_uring_sqe *sqe;

	if (unlikely(op->mode & ~ioucmd->file->f_mode))
		return -EACCES;
	if (unlikely(op->cap && !capable(op->cap)))
		return -EPERM;
	if (unlikely(row->args_size > ucmd_compat_payload_size(cmd->issue_flags)))
		return -EINVAL;
	if (unlikely(op->flags & UCMD_OP_RESULT2) &&
	    !ucmd_compat_result2(cmd->issue_flags))
		return -EOPNOTSUPP;

	sqe = ucmd_compat_sqe(ioucmd, cmd->issue_flags);
	if (unlikely(!ucmd_sqe_clean(ioucmd, sqe)))
		return -EINVAL;
	if (unlikely(!ucmd_copy_args(cmd, ucmd_compat_payload(ioucmd, sqe))))
		return -EINVAL;
	return 0;
}

/* The handler returned something else than what was decided for its command. */
static void ucmd_wrong_result(struct ucmd *cmd)
{
	if (cmd->verdict == UCMD_UNDECIDED) {
		(void)ucmd_misuse(cmd, "handler returned without a decision: return what ucmd_complete(), ucmd_queue() or ucmd_hold() gave");
		return;
	}
	if (cmd->verdict == UCMD_COMPLETED)
		cmd->verdict = UCMD_UNDECIDED;
	(void)ucmd_misuse(cmd, "handler returned a result that was made for another command or decision");
}

/*
 * Call the handler, inside the gate.
 *
 * In io-wq the ring's lock is not held, so marking a command as cancelable would
 * sleep; ucmd_queue() and ucmd_hold() may be called under a spinlock.  There the
 * command is marked beforehand, whatever becomes of it.
 */
static void ucmd_handle(struct ucmd *cmd)
{
	const struct ucmd_op *op = cmd->row->op;
	struct ucmd_result result;

	if (cmd->row->reserve) {
		cmd->pend = ucmd_pending_get(cmd->core, cmd->ioucmd, op);
		if (unlikely(!cmd->pend)) {
			cmd->verdict = UCMD_COMPLETED;
			cmd->res = -EBUSY;
			return;
		}
	}
	if (ucmd_compat_unlocked(cmd->issue_flags))
		cmd->marked = ucmd_compat_mark(cmd->ioucmd, cmd->issue_flags);

	result = op->handler(cmd);

	if (unlikely(cmd->verdict == UCMD_UNDECIDED ||
		     ACCESS_PRIVATE(&result, code) != ucmd_result_code(cmd)))
		ucmd_wrong_result(cmd);
}

static void ucmd_enter(struct ucmd *cmd)
{
	int idx;

	if (ucmd_compat_nonblock(cmd->issue_flags)) {
		if (likely(ucmd_gate_enter_atomic(cmd->core))) {
			ucmd_handle(cmd);
			ucmd_gate_leave_atomic();
			return;
		}
	} else if (ucmd_gate_enter(cmd->core, &idx)) {
		ucmd_handle(cmd);
		ucmd_gate_leave(cmd->core, idx);
		return;
	}
	cmd->verdict = UCMD_COMPLETED;
	cmd->res = -ENODEV;
}

/*
 * Tell io_uring what became of the command.
 *
 * The slot of a command that was answered at once is put last: a marked command
 * can be found by F_CANCEL until ucmd_compat_done() has taken the ring's lock.
 * Slot and core are still there then, for the last fput() of the file is always
 * deferred to after this call.
 */
static int ucmd_leave(struct ucmd *cmd)
{
	const struct ucmd_op *op = cmd->row->op;
	int ret = -EIOCBQUEUED;
	s32 res;

	if (cmd->verdict == UCMD_PENDING) {
		ucmd_pending_handled(cmd->pend);
		return -EIOCBQUEUED;
	}

	res = ucmd_result_sanitize(cmd->core, op, cmd->res);
	if (likely(!cmd->marked && !(op->flags & UCMD_OP_RESULT2) &&
		   ucmd_compat_may_return(res)))
		ret = res;
	else
		ucmd_compat_done(cmd->ioucmd, res, cmd->res2,
				 op->flags & UCMD_OP_RESULT2,
				 cmd->issue_flags);
	if (cmd->pend)
		ucmd_pending_put(cmd->pend);
	return ret;
}

/**
 * ucmd_uring_cmd - file_operations.uring_cmd of every ucmd device
 * @ioucmd: the command
 * @issue_flags: of this call
 *
 * Context: process; see doc/contract.md for who calls.
 * Return: -EIOCBQUEUED if the command completes later (or did so already),
 * -EAGAIN to be called again where sleeping is allowed, else the result.
 */
int ucmd_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct ucmd cmd ucmd_uninitialized;
	int err;

	if (unlikely(ucmd_compat_is_cancel(issue_flags)))
		return ucmd_pending_cancel(ioucmd, issue_flags);

	cmd.ioucmd = ioucmd;
	cmd.core = ucmd_file_core(ioucmd->file);
	cmd.row = ucmd_find(cmd.core, ioucmd->cmd_op);
	if (unlikely(!cmd.row)) {
		err = ucmd_unknown(cmd.core, ioucmd->cmd_op);
		goto refuse;
	}
	cmd.pend = NULL;
	cmd.issue_flags = issue_flags;
	cmd.marked = false;
	cmd.verdict = UCMD_UNDECIDED;
	cmd.res2 = 0;

	err = ucmd_check(&cmd);
	if (unlikely(err))
		goto refuse;
	if ((cmd.row->op->flags & UCMD_OP_MAY_SLEEP) &&
	    ucmd_compat_nonblock(issue_flags))
		return -EAGAIN;

	*ucmd_pdu(ioucmd) = (struct ucmd_pdu){ };
	ucmd_enter(&cmd);
	return ucmd_leave(&cmd);

refuse:
	/* a device that is gone has no ops to be right or wrong about */
	return READ_ONCE(cmd.core->alive) ? err : -ENODEV;
}
