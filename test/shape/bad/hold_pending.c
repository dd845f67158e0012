// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a command is held twice.
 * EXPECT: passing argument 1 of 'ucmd_hold' from incompatible pointer type
 */
#include "../shape.h"

static struct ucmd_result hold_pending(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result held = ucmd_hold(cmd, &pend);

#ifndef FIXED
	held = ucmd_hold(pend, &pend);
#endif
	return held;
}

SHAPE_OP(hold_pending);
