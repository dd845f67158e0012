// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a result is asked whether it went well.
 * EXPECT: used struct type value where scalar is required
 */
#include "../shape.h"

static struct ucmd_result result_as_condition(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_queue(cmd, &shape_queue);
#else
	if (ucmd_queue(cmd, &shape_queue))
		return ucmd_complete(cmd, -EBUSY);
	return ucmd_complete(cmd, 0);
#endif
}

SHAPE_OP(result_as_condition);
