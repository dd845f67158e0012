// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a held command is completed with flags, as io_uring_cmd_done() wants.
 * EXPECT: too many arguments to function 'ucmd_pending_complete'
 * Classes: F1 F2 F3 F5
 */
#include "../shape.h"

static void complete_with_issue_flags(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_pending_complete(pend, 0);
#else
	ucmd_pending_complete(pend, 0, 0);
#endif
}

SHAPE_EVENT(complete_with_issue_flags);
