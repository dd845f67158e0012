// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a held command is put back with the verb for fresh ones.
 * EXPECT: passing argument 1 of 'ucmd_queue' from incompatible pointer type
 */
#include "../shape.h"

static void queue_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_pending_return(pend, &shape_queue);
#else
	struct ucmd_result result = ucmd_queue(pend, &shape_queue);

	(void)result;
#endif
}

SHAPE_EVENT(queue_pending);
