// SPDX-License-Identifier: GPL-2.0-only
/* Back to the queue, although it is over or there already. */
#include <ucmd/ucmd.h>

static void fan_again(struct ucmd_pending *pend)
{
	if (!ucmd_pending_complete(pend, 0))
		pr_debug("late\n");
	ucmd_pending_return(pend, &fan_waiters);		/* finds UCMD-R15 */
}

static void fan_back(struct ucmd_pending *pend)
{
	ucmd_pending_return(pend, &fan_waiters);
	ucmd_pending_return(pend, &fan_others);			/* finds UCMD-R15 */
}
