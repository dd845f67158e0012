// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler takes a pending command.
 * EXPECT: from incompatible pointer type 'struct ucmd_result (*)(struct ucmd_pending *)'
 */
#include "../shape.h"

#ifdef FIXED
static struct ucmd_result handler_of_pending(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}
#else
static struct ucmd_result handler_of_pending(struct ucmd_pending *pend)
{
	return (struct ucmd_result) { };
}
#endif
SHAPE_OP(handler_of_pending);
