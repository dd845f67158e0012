// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the result of ucmd_hold() is dropped.
 * EXPECT: ignoring return value of 'ucmd_hold' declared with attribute 'warn_unused_result'
 */
#include "../shape.h"

static struct ucmd_result result_dropped_hold(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_hold(cmd, &shape_pend);
#else
	ucmd_hold(cmd, &shape_pend);
	return ucmd_complete(cmd, 0);
#endif
}

SHAPE_OP(result_dropped_hold);
