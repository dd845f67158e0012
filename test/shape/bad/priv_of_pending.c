// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the private memory of a pending command is asked for as if it were fresh.
 * EXPECT: passing argument 1 of 'ucmd_priv' from incompatible pointer type
 */
#include "../shape.h"

static void priv_of_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	u32 *value = ucmd_pending_priv(pend);
#else
	u32 *value = ucmd_priv(pend);
#endif

	ucmd_pending_complete(pend, *value);
}

SHAPE_EVENT(priv_of_pending);
