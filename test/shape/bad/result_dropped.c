// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the result of ucmd_complete() is dropped.
 * EXPECT: ignoring return value of 'ucmd_complete' declared with attribute 'warn_unused_result'
 * Classes: K12
 */
#include "../shape.h"

static struct ucmd_result result_dropped(struct ucmd *cmd)
{
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);

#ifdef FIXED
	if (args->reserved)
		return ucmd_complete(cmd, -EINVAL);
#else
	if (args->reserved)
		ucmd_complete(cmd, -EINVAL);
#endif
	return ucmd_complete(cmd, 0);
}

SHAPE_OP(result_dropped);
