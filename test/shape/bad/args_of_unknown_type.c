// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the arguments are asked for as a type nobody has defined.
 * EXPECT: invalid application of 'sizeof' to incomplete type
 */
#include "../shape.h"

static struct ucmd_result args_of_unknown_type(struct ucmd *cmd)
{
#ifdef FIXED
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);
#else
	const void *args = ucmd_args(cmd, struct args_of_unknown);
#endif

	return ucmd_complete(cmd, args ? 0 : -EINVAL);
}

SHAPE_OP(args_of_unknown_type);
