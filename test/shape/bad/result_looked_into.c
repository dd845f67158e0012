// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler looks into a result to see what became of the command.
 * SPARSE: dereference of noderef expression
 */
#include "../shape.h"

static struct ucmd_result result_looked_into(struct ucmd *cmd)
{
	struct ucmd_result result = ucmd_queue(cmd, &shape_queue);

#ifndef FIXED
	if (!result.code)
		return ucmd_complete(cmd, -EBUSY);
#endif
	return result;
}

SHAPE_OP(result_looked_into);
