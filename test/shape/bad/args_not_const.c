// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the constness of the arguments is dropped.
 * EXPECT: initialization discards 'const' qualifier
 * Classes: Q1
 */
#include "../shape.h"

static struct ucmd_result args_not_const(struct ucmd *cmd)
{
#ifdef FIXED
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);
#else
	struct shape_args *args = ucmd_args(cmd, struct shape_args);
#endif

	return ucmd_complete(cmd, args->reserved ? -EINVAL : 0);
}

SHAPE_OP(args_not_const);
