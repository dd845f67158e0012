// SPDX-License-Identifier: GPL-2.0-only
/*
 * What did the handler decide, and may user space see it?
 *
 * Codes that are the kernel's own are kept from leaving.  io_uring itself filters
 * restart codes only, only those that are returned, and only on some kernels
 * (run on eleven: -517 returned and -512 through io_uring_cmd_done() reach the
 * CQE on each).
 */
#include <linux/errno.h>

#include "internal.h"

s32 ucmd_result_replace(const struct ucmd_core *core, const struct ucmd_op *op,
			s32 res)
{
	s32 out;

	switch (res) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		out = -EINTR;
		break;
	case -ENOIOCTLCMD:
		out = -ENOTTY;
		break;
	case -ENOTSUPP:
		out = -EOPNOTSUPP;
		break;
	default:
		out = -EIO;
	}
	pr_warn_ratelimited("ucmd: %s: op %s: result %d is not for user space, sent %d: use a code of errno(3)\n",
			    core->name, op->name, res, out);
	return out;
}

/*
 * The handler broke the contract: say so, and let the command end with -EIO
 * unless it was decided before.
 */
struct ucmd_result ucmd_misuse(struct ucmd *cmd, const char *what)
{
	pr_warn_ratelimited("ucmd: %s: op %s: %s\n", cmd->core->name,
			    cmd->row->op->name, what);
	if (cmd->verdict == UCMD_UNDECIDED) {
		cmd->verdict = UCMD_COMPLETED;
		cmd->res = -EIO;
	}
	return ucmd_verdict(cmd);
}
