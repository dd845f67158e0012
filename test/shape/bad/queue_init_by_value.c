// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a queue is initialised by value.
 * EXPECT: incompatible types when initializing type 'struct ucmd_queue *'
 */
#include "../shape.h"

static void queue_init_by_value(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_queue_init(&shape_queue);
#else
	ucmd_queue_init(shape_queue);
#endif
	ucmd_pending_return(pend, &shape_queue);
}

SHAPE_EVENT(queue_init_by_value);
