// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the result of one command is answered as the number of another.
 * EXPECT: incompatible type for argument 2 of 'ucmd_complete'
 */
#include "../shape.h"

static struct ucmd_result result_as_number(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_complete(cmd, 0);
#else
	return ucmd_complete(cmd, ucmd_complete(cmd, 0));
#endif
}

SHAPE_OP(result_as_number);
