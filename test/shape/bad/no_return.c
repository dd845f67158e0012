// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler falls off its end.
 * EXPECT: no return statement in function returning non-void
 * EXPECT: control reaches end of non-void function
 * Classes: K12
 */
#include "../shape.h"

static struct ucmd_result no_return(struct ucmd *cmd)
{
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);

	if (args->reserved)
		return ucmd_complete(cmd, -EINVAL);
#ifdef FIXED
	return ucmd_complete(cmd, 0);
#endif
}

SHAPE_OP(no_return);
