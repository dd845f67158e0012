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
#include "verify.h"

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
	ucmd_report(UCMD_R10, core->name, op->name,
		    "result %d is not for user space, sent %d: use a code of errno(3)",
		    res, out);
	return out;
}
