// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a second result is promised and not given.
 * EXPECT: too few arguments to function 'ucmd_pending_complete2'
 */
#include "../shape.h"

static void complete2_without_second(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_pending_complete2(pend, 0, 1);
#else
	ucmd_pending_complete2(pend, 0);
#endif
}

SHAPE_EVENT(complete2_without_second);
