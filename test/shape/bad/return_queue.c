// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns the queue it wants to wait on.
 * EXPECT: incompatible types when returning type 'struct ucmd_queue *'
 */
#include "../shape.h"

static struct ucmd_result return_queue(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	return &shape_queue;
#endif
}

SHAPE_OP(return_queue);
