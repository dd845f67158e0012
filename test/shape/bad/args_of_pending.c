// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: arguments are read from a pending command.
 * EXPECT: passing argument 1 of '__ucmd_args' from incompatible pointer type
 * Classes: Q4
 */
#include "../shape.h"

static void args_of_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	const struct shape_args *args = ucmd_pending_priv(pend);
#else
	const struct shape_args *args = ucmd_args(pend, struct shape_args);
#endif

	ucmd_pending_complete(pend, args->reserved);
}

SHAPE_EVENT(args_of_pending);
