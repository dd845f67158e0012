// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a result is taken for an errno.
 * EXPECT: incompatible types when initializing type 'int' using type 'struct ucmd_result'
 */
#include "../shape.h"

static struct ucmd_result result_as_errno(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_hold(cmd, &shape_pend);
#else
	int err = ucmd_hold(cmd, &shape_pend);

	return ucmd_complete(cmd, err);
#endif
}

SHAPE_OP(result_as_errno);
