// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns a result that nobody has made.
 * EXPECT: 'result' is used uninitialized
 */
#include "../shape.h"

static struct ucmd_result result_never_set(struct ucmd *cmd)
{
	struct ucmd_result result;

#ifdef FIXED
	result = ucmd_complete(cmd, 0);
#endif
	return result;
}

SHAPE_OP(result_never_set);
