// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a fresh command is put on a queue with the verb for held ones.
 * EXPECT: passing argument 1 of 'ucmd_pending_return' from incompatible pointer type
 * Classes: K14
 */
#include "../shape.h"

static struct ucmd_result return_fresh(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	ucmd_pending_return(cmd, &shape_queue);
	return ucmd_complete(cmd, 0);
#endif
}

SHAPE_OP(return_fresh);
