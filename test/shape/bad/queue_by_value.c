// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a queue is passed by value.
 * EXPECT: incompatible type for argument 2 of 'ucmd_queue'
 */
#include "../shape.h"

static struct ucmd_result queue_by_value(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	return ucmd_queue(cmd, shape_queue);
#endif
}

SHAPE_OP(queue_by_value);
