// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns what ucmd_pending_complete() said.
 * EXPECT: incompatible types when returning type 'bool'
 * EXPECT: incompatible types when returning type '_Bool'
 */
#include "../shape.h"

static struct ucmd_result return_pending_complete(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result held = ucmd_hold(cmd, &pend);

#ifdef FIXED
	ucmd_pending_complete(pend, 0);
	return held;
#else
	(void)held;
	return ucmd_pending_complete(pend, 0);
#endif
}

SHAPE_OP(return_pending_complete);
