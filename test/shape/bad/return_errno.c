// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns an errno.
 * EXPECT: incompatible types when returning type 'int'
 * Classes: K4 K12
 */
#include "../shape.h"

static struct ucmd_result return_errno(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_complete(cmd, -EINVAL);
#else
	return -EINVAL;
#endif
}

SHAPE_OP(return_errno);
