// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the arguments are asked for as one type and used as another.
 * EXPECT: from incompatible pointer type 'const struct args_of_another_type *'
 */
#include "../shape.h"

struct args_of_another_type {
	u64 addr;
	u64 len;
};

static struct ucmd_result args_of_another_type(struct ucmd *cmd)
{
#ifdef FIXED
	const struct args_of_another_type *args = ucmd_args(cmd, struct args_of_another_type);
#else
	const struct shape_args *args = ucmd_args(cmd, struct args_of_another_type);
#endif

	return ucmd_complete(cmd, args->len ? 0 : -EINVAL);
}

SHAPE_OP(args_of_another_type);
