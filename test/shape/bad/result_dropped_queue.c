// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the result of ucmd_queue() is dropped.
 * EXPECT: ignoring return value of 'ucmd_queue' declared with attribute 'warn_unused_result'
 */
#include "../shape.h"

static struct ucmd_result result_dropped_queue(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	ucmd_queue(cmd, &shape_queue);
	return ucmd_complete(cmd, 0);
#endif
}

SHAPE_OP(result_dropped_queue);
