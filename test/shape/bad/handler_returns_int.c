// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler is declared to return int.
 * EXPECT: from incompatible pointer type 'int (*)(struct ucmd *)'
 * Classes: K4 N2
 */
#include "../shape.h"

#ifdef FIXED
static struct ucmd_result handler_returns_int(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}
#else
static int handler_returns_int(struct ucmd *cmd)
{
	return 0;
}
#endif
SHAPE_OP(handler_returns_int);
