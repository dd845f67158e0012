// SPDX-License-Identifier: GPL-2.0-only
/*
 * Through which door?  ioctl(2): the same ops, for programs that have no ring or
 * want to wait.  A command that is pending keeps its caller until it is settled
 * or parted.
 */
#include <linux/compat.h>
#include <linux/sched/signal.h>
#include <linux/task_work.h>
#include <linux/uaccess.h>

#include "internal.h"
#include "verify.h"

/*
 * A signal came.  A command that waits ends here; one that the driver has is
 * asked back and waited for, unless the driver cannot be asked or the process is
 * being killed: then the driver goes on alone.
 * Return: whether the caller may leave; until then it waits on.
 */
static bool ucmd_may_leave(struct ucmd_slot *slot, struct ucmd_waiter *waiter)
{
	enum ucmd_how how = UCMD_ASK;
	enum ucmd_end end;

	if (!slot->op->cancel || fatal_signal_pending(current))
		how = UCMD_PART;
	/* on its way to a queue it gets there in a moment */
	while ((end = ucmd_end(slot, how, -EINTR)) == UCMD_END_LATER)
		schedule_timeout_uninterruptible(1);
	switch (end) {
	case UCMD_END_OURS:
		return true;
	case UCMD_END_LATE:
		if (how == UCMD_ASK)
			return false;
		/* somebody else made the last move, and is about to say so */
		wait_for_completion(&waiter->done);
		return true;
	default:
		return false;
	}
}

static s32 ucmd_await_end(struct ucmd_slot *slot, struct ucmd_waiter *waiter, u64 *res2)
{
	bool signal;

	do {
		signal = wait_for_completion_interruptible(&waiter->done);
	} while (signal && !ucmd_interrupted());
	if (signal)
		/* now only a fatal signal makes a difference */
		while (!ucmd_may_leave(slot, waiter) &&
		       wait_for_completion_killable(&waiter->done))
			;
	if (!waiter->parted)
		return ucmd_settle_waiter(slot, res2);
	ucmd_slot_put(slot);
	return waiter->parted;
}

/* Call the op of a decoded command, and wait for its end. */
static long ucmd_ioctl_op(struct ucmd *cmd, const void __user *args, u64 *res2)
{
	struct ucmd_waiter waiter = { };
	s32 res;

	/* it answers once, and with no buffer */
	if (cmd->row->op->flags & UCMD_OP_MULTISHOT)
		return -EOPNOTSUPP;
	if (cmd->row->args_size && copy_from_user(cmd->args, args, cmd->row->args_size))
		return -EFAULT;
	init_completion(&waiter.done);
	cmd->waiter = &waiter;
	ucmd_dispatch(cmd, false);

	if (cmd->verdict >= UCMD_QUEUED) {
		ucmd_slot_put(cmd->slot);
		return ucmd_await_end(cmd->slot, &waiter, res2);
	}
	ucmd_unreserve(cmd);
	res = ucmd_result_sanitize(cmd->core, cmd->row->op, cmd->res);
	*res2 = cmd->res2;
	return res;
}

static long ucmd_ioctl_cancel(struct ucmd *cmd, const void __user *arg)
{
	struct ucmd_cancel args;

	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	return ucmd_cancel(cmd, &args);
}

static long ucmd_ioctl_call(struct ucmd *cmd, struct ucmd_call __user *arg)
{
	struct ucmd_call call;
	u64 res2 = 0;
	long res;

	if (copy_from_user(&call, arg, sizeof(call)))
		return -EFAULT;
	if (call.reserved)
		return -EINVAL;
	res = ucmd_decode(cmd, call.op);
	if (res)
		return res;
	if (call.args_size != cmd->row->args_size)
		return -EINVAL;
	cmd->tag = call.tag;
	cmd->deadline_ms = call.deadline_ms;
	res = ucmd_ioctl_op(cmd, u64_to_user_ptr(call.args), &res2);
	if (put_user(res2, &arg->res2))
		return -EFAULT;
	return res;
}

static long ucmd_ioctl_plain(struct ucmd *cmd, unsigned int number,
			     const void __user *arg)
{
	u64 res2;
	long res;

	res = ucmd_decode(cmd, number);
	if (res)
		return res;
	/* nowhere to put it; UCMD_CALL has a place */
	if (cmd->row->op->flags & UCMD_OP_RESULT2)
		return -EOPNOTSUPP;
	return ucmd_ioctl_op(cmd, arg, &res2);
}

static long ucmd_ioctl_any(struct file *file, unsigned int number,
			   unsigned long arg, bool compat)
{
	void __user *user = (void __user *)arg;
	struct ucmd cmd = {
		.file = file,
		.core = ucmd_file_core(file),
		.verdict = UCMD_UNDECIDED,
	};
	long res;

#ifdef CONFIG_COMPAT
	if (compat)
		user = compat_ptr(arg);
#endif
	switch (number) {
	case UCMD_CANCEL:
		return ucmd_ioctl_cancel(&cmd, user);
	case UCMD_CALL:
		res = ucmd_ioctl_call(&cmd, user);
		break;
	default:
		res = ucmd_ioctl_plain(&cmd, number, user);
		if (!cmd.row)
			res = ucmd_driver_ioctl(file, number, arg, compat, res);
	}
	/* task work that had to wait runs on the way out: see ucmd_interrupted() */
	if (unlikely(task_work_pending(current)))
		set_thread_flag(TIF_NOTIFY_SIGNAL);
	return res;
}

long ucmd_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	return ucmd_ioctl_any(file, number, arg, false);
}

long ucmd_compat_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	return ucmd_ioctl_any(file, number, arg, true);
}
