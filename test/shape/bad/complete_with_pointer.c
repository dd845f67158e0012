// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a pointer is given for a result.
 * EXPECT: passing argument 2 of 'ucmd_complete' makes integer from pointer without a cast
 * Classes: R2
 */
#include "../shape.h"

static struct ucmd_result complete_with_pointer(struct ucmd *cmd)
{
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);

#ifdef FIXED
	return ucmd_complete(cmd, args->reserved ? -EINVAL : 0);
#else
	return ucmd_complete(cmd, args);
#endif
}

SHAPE_OP(complete_with_pointer);
