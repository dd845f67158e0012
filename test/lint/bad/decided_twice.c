// SPDX-License-Identifier: GPL-2.0-only
/* Queued although it was answered, held although it was queued. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_wait(struct ucmd *cmd)
{
	struct ucmd_result result = ucmd_complete(cmd, -EAGAIN);

	if (fan_busy())
		result = ucmd_queue(cmd, &fan_waiters);		/* finds UCMD-R05 */
	return result;
}

static struct ucmd_result fan_keep(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result result = ucmd_queue(cmd, &fan_waiters);

	result = ucmd_hold(cmd, &pend);				/* finds UCMD-R05 */
	return result;
}
