// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: .finish does not look at the outcome.
 * EXPECT: from incompatible pointer type 'void (*)(struct ucmd_pending *)'
 */
#include "../shape.h"

static struct ucmd_result finish_without_outcome_wait(struct ucmd *cmd)
{
	return ucmd_queue(cmd, &shape_queue);
}

#ifdef FIXED
static void finish_without_outcome(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	if (out->user)
		out->res2 = 1;
}
#else
static void finish_without_outcome(struct ucmd_pending *pend)
{
}
#endif

static const struct ucmd_op finish_without_outcome_ops[] __used = {
	{ .op = _IO('s', 2), .name = "wait", .handler = finish_without_outcome_wait,
	  .finish = finish_without_outcome },
};
