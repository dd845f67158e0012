// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: ucmd_hold() is given the pointer, not where to store it.
 * EXPECT: passing argument 2 of 'ucmd_hold' from incompatible pointer type
 */
#include "../shape.h"

static struct ucmd_result hold_by_value(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_hold(cmd, &shape_pend);
#else
	return ucmd_hold(cmd, shape_pend);
#endif
}

SHAPE_OP(hold_by_value);
