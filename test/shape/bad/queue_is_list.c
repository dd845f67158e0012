// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a list head is given for a queue.
 * EXPECT: passing argument 2 of 'ucmd_queue' from incompatible pointer type
 */
#include "../shape.h"

static LIST_HEAD(queue_is_list_head);

static struct ucmd_result queue_is_list(struct ucmd *cmd)
{
	if (!list_empty(&queue_is_list_head))
		return ucmd_complete(cmd, -EBUSY);
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	return ucmd_queue(cmd, &queue_is_list_head);
#endif
}

SHAPE_OP(queue_is_list);
