// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the driver looks inside a pending command.
 * EXPECT: invalid use of undefined type 'struct ucmd_pending'
 * Classes: P2
 */
#include "../shape.h"

static void look_inside_pending(struct ucmd_pending *pend)
{
#ifndef FIXED
	if (pend->state)
		return;
#endif
	ucmd_pending_complete(pend, 0);
}

SHAPE_EVENT(look_inside_pending);
