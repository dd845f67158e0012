// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: ucmd_hold() is asked to return the pending command.
 * EXPECT: too few arguments to function 'ucmd_hold'
 */
#include "../shape.h"

static struct ucmd_result hold_without_place(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_hold(cmd, &shape_pend);
#else
	return ucmd_hold(cmd);
#endif
}

SHAPE_OP(hold_without_place);
