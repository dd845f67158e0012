// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns the pending command.
 * EXPECT: incompatible types when returning type 'struct ucmd_pending *'
 */
#include "../shape.h"

static struct ucmd_result return_pending(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	return ucmd_queue_take(&shape_queue);
#endif
}

SHAPE_OP(return_pending);
