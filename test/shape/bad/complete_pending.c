// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a pending command is completed as a fresh one.
 * EXPECT: passing argument 1 of 'ucmd_complete' from incompatible pointer type
 */
#include "../shape.h"

static void complete_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_pending_complete(pend, 0);
#else
	struct ucmd_result result = ucmd_complete(pend, 0);

	(void)result;
#endif
}

SHAPE_EVENT(complete_pending);
