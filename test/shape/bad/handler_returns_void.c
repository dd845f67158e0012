// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns nothing.
 * EXPECT: from incompatible pointer type 'void (*)(struct ucmd *)'
 */
#include "../shape.h"

#ifdef FIXED
static struct ucmd_result handler_returns_void(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}
#else
static void handler_returns_void(struct ucmd *cmd)
{
}
#endif
SHAPE_OP(handler_returns_void);
