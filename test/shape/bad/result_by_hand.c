// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler makes a result of its own.
 * SPARSE: dereference of noderef expression
 * Classes: K12
 */
#include "../shape.h"

static struct ucmd_result result_by_hand(struct ucmd *cmd)
{
	struct ucmd_result result = ucmd_complete(cmd, 0);

#ifndef FIXED
	result.code = 1;
#endif
	return result;
}

SHAPE_OP(result_by_hand);
