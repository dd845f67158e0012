// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's own codes, spelled out and from a wait. */
#include <ucmd/ucmd.h>

static void fan_done(struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, -EPROBE_DEFER);		/* finds UCMD-R10 */
}

static struct ucmd_result fan_wait(struct ucmd *cmd)
{
	int err;

	err = wait_event_interruptible(fan_turned, fan_stands());
	if (err)
		return ucmd_complete(cmd, err);			/* finds UCMD-R10 */
	return ucmd_complete(cmd, 0);
}

static struct ucmd_result fan_wait_on(struct ucmd *cmd)
{
	int left = wait_for_completion_interruptible_timeout(&fan_ready, HZ);

	return ucmd_complete(cmd, left);			/* finds UCMD-R10 */
}

static struct ucmd_result fan_default(struct ucmd *cmd)
{
	return ucmd_complete(cmd, -ENOIOCTLCMD);		/* finds UCMD-R10 */
}
