// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the open file of a pending command is asked for.
 * EXPECT: passing argument 1 of 'ucmd_file' from incompatible pointer type
 */
#include "../shape.h"

static void file_of_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	u32 *value = ucmd_pending_priv(pend);
#else
	u32 *value = ucmd_file_priv(ucmd_file(pend));
#endif

	ucmd_pending_complete(pend, *value);
}

SHAPE_EVENT(file_of_pending);
