// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: what was taken from a queue is kept as a fresh command.
 * EXPECT: from incompatible pointer type 'struct ucmd_pending *'
 */
#include "../shape.h"

static struct ucmd_result take_as_fresh(struct ucmd *cmd)
{
#ifdef FIXED
	struct ucmd_pending *waiter = ucmd_queue_take(&shape_queue);
#else
	struct ucmd *waiter = ucmd_queue_take(&shape_queue);
#endif

	return ucmd_complete(cmd, waiter ? -EBUSY : 0);
}

SHAPE_OP(take_as_fresh);
