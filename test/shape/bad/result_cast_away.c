// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the result is cast to void to silence the warning.
 * EXPECT: ignoring return value of 'ucmd_complete2' declared with attribute 'warn_unused_result'
 */
#include "../shape.h"

static struct ucmd_result result_cast_away(struct ucmd *cmd)
{
#ifndef FIXED
	(void)ucmd_complete2(cmd, 0, 1);
#endif
	return ucmd_complete2(cmd, 0, 1);
}

SHAPE_OP(result_cast_away);
