// SPDX-License-Identifier: GPL-2.0-only
/*
 * Through which door?  io_uring: reads the entry of a command, and turns what
 * became of it into what io_uring wants.
 */
#include "gate.h"
#include "internal.h"
#include "verify.h"

/* Has the command the flags that its op asks for, or allows? */
static bool ucmd_flags_fit(struct io_uring_cmd *ioucmd, u32 flags, u32 op_flags)
{
	if (op_flags & UCMD_OP_MULTISHOT)
		return ucmd_compat_multishot(ioucmd);
	return flags == IORING_URING_CMD_FIXED && op_flags & UCMD_OP_BUFFERS;
}

/*
 * Fields of the SQE that the op does not use must be zero, so that they can be
 * given a meaning later.  The SQE may be shared with user space: each is read
 * once.  That of the registered buffer is the core's to read.
 */
static bool ucmd_sqe_clean(struct ucmd *cmd, const struct io_uring_sqe *sqe,
			   u32 op_flags)
{
	u32 flags = cmd->ioucmd->flags & ~UCMD_COMPAT_CORE_FLAGS;
	u32 index = sqe ? READ_ONCE(sqe->buf_index) : 0;

	cmd->group = index;
	if (unlikely(flags | index | (op_flags & UCMD_OP_MULTISHOT)) &&
	    !ucmd_flags_fit(cmd->ioucmd, flags, op_flags))
		return false;
	if (!sqe)
		return true;
	return !(READ_ONCE(sqe->addr) | READ_ONCE(sqe->ioprio) |
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

/*
 * Can the ring deliver what the op gives besides one result?  No op gives both: a
 * second word, or many completions, for which a ring that polls may run no task work
 * for long.
 */
static bool ucmd_ring_delivers(const struct ucmd *cmd, u32 op_flags)
{
	if (op_flags & UCMD_OP_RESULT2)
		return ucmd_compat_result2(cmd->issue_flags);
	return !ucmd_compat_polled(cmd->issue_flags);
}

/* Does the ring carry what the op takes and gives?  Then read it. */
static int ucmd_read_sqe(struct ucmd *cmd)
{
	struct io_uring_cmd *ioucmd = cmd->ioucmd;
	const struct ucmd_row *row = cmd->row;
	const u32 op_flags = row->op->flags;
	const struct io_uring_sqe *sqe;

	if (unlikely(row->args_size > ucmd_compat_payload_size(cmd->issue_flags)))
		return -EINVAL;
	if (unlikely(op_flags & (UCMD_OP_RESULT2 | UCMD_OP_MULTISHOT)) &&
	    !ucmd_ring_delivers(cmd, op_flags))
		return -EOPNOTSUPP;

	sqe = ucmd_compat_sqe(ioucmd, cmd->issue_flags);
	if (unlikely(!ucmd_sqe_clean(cmd, sqe, op_flags)))
		return -EINVAL;
	cmd->deadline_ms = sqe ? READ_ONCE(sqe->len) : 0;
	if (unlikely(!ucmd_copy_args(cmd, ucmd_compat_payload(ioucmd, sqe))))
		return -EINVAL;
	return 0;
}

/*
 * Tell io_uring what became of the command.  What is returned for a multishot command
 * ends it on some kernels only (up to 6.19 not if positive or 0: R6).
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

	if (cmd->verdict >= UCMD_QUEUED) {
		ucmd_slot_put(cmd->slot);
		return -EIOCBQUEUED;
	}

	res = ucmd_result_sanitize(cmd->core, op, cmd->res);
	if (likely(!cmd->marked && !(op->flags & (UCMD_OP_RESULT2 | UCMD_OP_MULTISHOT)) &&
		   ucmd_compat_may_return(res, cmd->issue_flags)))
		ret = res;
	else
		ucmd_compat_done(cmd->ioucmd, res, cmd->res2,
				 op->flags & UCMD_OP_RESULT2,
				 cmd->issue_flags);
	ucmd_unreserve(cmd);
	return ret;
}

/*
 * The core asks to end a marked command (F_CANCEL), again and again until it has
 * completed: what cannot be decided now is left for the next call.
 */
static int ucmd_uring_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	/* pairs with ucmd_slot_get() */
	struct ucmd_slot *slot = smp_load_acquire(&ucmd_pdu(ioucmd)->slot);

	if (slot && ucmd_end(slot, UCMD_PART, -ECANCELED) == UCMD_END_OURS)
		ucmd_settle_inside(slot, issue_flags);
	return 0;
}

/* Commands that every device answers; they run no code of the driver's. */
static int ucmd_uring_builtin(struct ucmd *cmd, u32 number)
{
	static const struct ucmd_op op = { .name = "cancel" };
	static const struct ucmd_row row = {
		.op = &op,
		.args_size = sizeof(struct ucmd_cancel),
	};
	s32 res;

	if (number != UCMD_CANCEL)
		return number == UCMD_CALL ? -EOPNOTSUPP : -ENOTTY;
	cmd->row = &row;
	res = ucmd_read_sqe(cmd);
	if (!res && cmd->deadline_ms)
		res = -EINVAL;
	if (!res)
		res = ucmd_cancel(cmd, (const struct ucmd_cancel *)cmd->args);
	if (ucmd_compat_may_return(res, cmd->issue_flags))
		return res;
	ucmd_compat_done(cmd->ioucmd, res, 0, false, cmd->issue_flags);
	return -EIOCBQUEUED;
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
		return ucmd_uring_cancel(ioucmd, issue_flags);

	cmd.ioucmd = ioucmd;
	cmd.waiter = NULL;
	cmd.file = ioucmd->file;
	cmd.core = ucmd_file_core(ioucmd->file);
	cmd.slot = NULL;
	cmd.issue_flags = issue_flags;
	cmd.tag = ucmd_compat_tag(ioucmd);
	cmd.marked = false;
	cmd.verdict = UCMD_UNDECIDED;
	cmd.res2 = 0;

	if (unlikely(_IOC_TYPE(ioucmd->cmd_op) == UCMD_IOC_TYPE))
		return ucmd_uring_builtin(&cmd, ioucmd->cmd_op);
	err = ucmd_decode(&cmd, ioucmd->cmd_op);
	if (unlikely(err))
		return err;
	err = ucmd_read_sqe(&cmd);
	if (unlikely(err))
		return READ_ONCE(cmd.core->files.open) ? err : -ENODEV;

	*ucmd_pdu(ioucmd) = (struct ucmd_pdu){
		.polled = ucmd_compat_polled(issue_flags),
		.group = cmd.group,
	};
	if (unlikely(!ucmd_dispatch(&cmd, ucmd_compat_nonblock(issue_flags))))
		return -EAGAIN;
	return ucmd_leave(&cmd);
}

/**
 * ucmd_uring_iopoll - file_operations.uring_cmd_iopoll of every ucmd device
 * @ioucmd: a command of a ring that polls; issued, and not completed
 * @iob: of no use here
 * @poll_flags: likewise
 *
 * All that a ring that polls waits for reaches it here and not by task work: when
 * its task calls execve() or its polling thread exits, the core polls until nothing
 * is left, and runs no task work meanwhile.
 *
 * Context: process, ring lock held; whoever waits for completions of the ring.
 * Return: 0: nothing that the caller would not see in the command.
 */
int ucmd_uring_iopoll(struct io_uring_cmd *ioucmd, struct io_comp_batch *iob,
		      unsigned int poll_flags)
{
	struct ucmd_core *core = ucmd_file_core(ioucmd->file);
	struct ucmd_pdu *pdu = ucmd_pdu(ioucmd);

	bool abandoned = ucmd_compat_poll_abandoned(ioucmd);

	/* not the gate of commands: a paused device is drained by polling, too */
	if (ucmd_gate_enter_atomic(&core->files)) {
		if (core->dev->poll)
			core->dev->poll(core->dev);
		ucmd_gate_leave_atomic();
	}
	/* pairs with ucmd_push() */
	if (smp_load_acquire(&pdu->pushed))
		ucmd_settle_polled(pdu->slot, !abandoned && ucmd_compat_in_mm(ioucmd));
	else if (abandoned)
		ucmd_uring_cancel(ioucmd, 0);
	return 0;
}
