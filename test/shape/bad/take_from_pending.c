// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a pending command is taken from a pending command.
 * EXPECT: passing argument 1 of 'ucmd_queue_take' from incompatible pointer type
 */
#include "../shape.h"

static void take_from_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_pending_return(pend, &shape_queue);
#else
	ucmd_pending_return(ucmd_queue_take(pend), &shape_queue);
#endif
}

SHAPE_EVENT(take_from_pending);
