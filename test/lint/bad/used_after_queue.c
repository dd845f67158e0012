// SPDX-License-Identifier: GPL-2.0-only
/* All that a queued command may not be used for. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_wait(struct ucmd *cmd)
{
	const struct fan_wait *args = ucmd_args(cmd, struct fan_wait);
	struct fan_waiter *waiter = ucmd_priv(cmd);
	struct ucmd_result queued = ucmd_queue(cmd, &fan_waiters);

	waiter->way = 1;			/* finds UCMD-R05 */
	fan_set(args->way);			/* finds UCMD-R05 */
	fan_note(ucmd_file(cmd));		/* finds UCMD-R05 */
	return queued;
}

static struct ucmd_result fan_hold(struct ucmd *cmd)
{
	const struct fan_wait *args = ucmd_args(cmd, struct fan_wait);
	struct fan_waiter *waiter = ucmd_priv(cmd);
	struct ucmd_result held = ucmd_hold(cmd, &waiter->pend);

	fan_set(args->way);			/* finds UCMD-R05 */
	return held;
}
