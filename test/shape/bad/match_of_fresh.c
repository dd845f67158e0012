// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a match for ucmd_queue_take_match() takes a fresh command.
 * EXPECT: passing argument 2 of 'ucmd_queue_take_match' from incompatible pointer type
 */
#include "../shape.h"

#ifdef FIXED
static bool match_of_fresh(struct ucmd_pending *pend, void *data)
{
	return ucmd_pending_priv(pend) == data;
}
#else
static bool match_of_fresh(struct ucmd *cmd, void *data)
{
	return ucmd_priv(cmd) == data;
}
#endif

static struct ucmd_result match_of_fresh_wake(struct ucmd *cmd)
{
	struct ucmd_pending *pend;

	pend = ucmd_queue_take_match(&shape_queue, match_of_fresh, NULL);
	return ucmd_complete(cmd, pend ? -EBUSY : 0);
}

SHAPE_OP(match_of_fresh_wake);
