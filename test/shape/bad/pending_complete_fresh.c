// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a fresh command is completed as a pending one.
 * EXPECT: passing argument 1 of 'ucmd_pending_complete' from incompatible pointer type
 * Classes: K14
 */
#include "../shape.h"

static struct ucmd_result pending_complete_fresh(struct ucmd *cmd)
{
#ifndef FIXED
	ucmd_pending_complete(cmd, -EINVAL);
#endif
	return ucmd_complete(cmd, -EINVAL);
}

SHAPE_OP(pending_complete_fresh);
