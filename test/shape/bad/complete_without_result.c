// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a command is completed without saying how.
 * EXPECT: too few arguments to function 'ucmd_complete'
 */
#include "../shape.h"

static struct ucmd_result complete_without_result(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_complete(cmd, 0);
#else
	return ucmd_complete(cmd);
#endif
}

SHAPE_OP(complete_without_result);
