// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: .cancel returns int.
 * EXPECT: from incompatible pointer type 'int (*)(struct ucmd_pending *)'
 */
#include "../shape.h"

static struct ucmd_result cancel_returns_int_hold(struct ucmd *cmd)
{
	struct ucmd_pending **pend = ucmd_priv(cmd);

	return ucmd_hold(cmd, pend);
}

#ifdef FIXED
static void cancel_returns_int(struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, -ECANCELED);
}
#else
static int cancel_returns_int(struct ucmd_pending *pend)
{
	return -ECANCELED;
}
#endif

static const struct ucmd_op cancel_returns_int_ops[] __used = {
	{ .op = _IO('s', 2), .name = "hold", .handler = cancel_returns_int_hold,
	  .cancel = cancel_returns_int, .priv_size = sizeof(struct ucmd_pending *) },
};
