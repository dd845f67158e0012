// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: .cancel takes a fresh command.
 * EXPECT: from incompatible pointer type 'void (*)(struct ucmd *)'
 */
#include "../shape.h"

static struct ucmd_result cancel_of_fresh_hold(struct ucmd *cmd)
{
	struct ucmd_pending **pend = ucmd_priv(cmd);

	return ucmd_hold(cmd, pend);
}

#ifdef FIXED
static void cancel_of_fresh(struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, -ECANCELED);
}
#else
static void cancel_of_fresh(struct ucmd *cmd)
{
}
#endif

static const struct ucmd_op cancel_of_fresh_ops[] __used = {
	{ .op = _IO('s', 2), .name = "hold", .handler = cancel_of_fresh_hold,
	  .cancel = cancel_of_fresh, .priv_size = sizeof(struct ucmd_pending *) },
};
