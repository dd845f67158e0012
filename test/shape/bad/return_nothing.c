// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns without a result.
 * EXPECT: 'return' with no value, in function returning non-void
 */
#include "../shape.h"

static struct ucmd_result return_nothing(struct ucmd *cmd)
{
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);

	if (args->reserved)
#ifdef FIXED
		return ucmd_complete(cmd, -EINVAL);
#else
		return;
#endif
	return ucmd_complete(cmd, 0);
}

SHAPE_OP(return_nothing);
