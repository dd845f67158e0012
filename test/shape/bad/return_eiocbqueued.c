// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler returns io_uring's own code for "later".
 * EXPECT: incompatible types when returning type 'int'
 * Classes: K12
 */
#include "../shape.h"

static struct ucmd_result return_eiocbqueued(struct ucmd *cmd)
{
#ifdef FIXED
	struct ucmd_pending *pend;

	return ucmd_hold(cmd, &pend);
#else
	return -EIOCBQUEUED;
#endif
}

SHAPE_OP(return_eiocbqueued);
