// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler has the parameters of ->uring_cmd.
 * EXPECT: from incompatible pointer type 'struct ucmd_result (*)(struct ucmd *, unsigned int)'
 * Classes: F2
 */
#include "../shape.h"

#ifdef FIXED
static struct ucmd_result handler_with_issue_flags(struct ucmd *cmd)
#else
static struct ucmd_result handler_with_issue_flags(struct ucmd *cmd, unsigned int issue_flags)
#endif
{
	return ucmd_complete(cmd, 0);
}

SHAPE_OP(handler_with_issue_flags);
