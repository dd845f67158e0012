// SPDX-License-Identifier: GPL-2.0-only
/* Two words where the op has one. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_speed(struct ucmd *cmd)
{
	return ucmd_complete2(cmd, 0, fan_read());		/* finds UCMD-R11 */
}

static void fan_done(struct ucmd_pending *pend)
{
	ucmd_pending_complete2(pend, 0, fan_read());		/* finds UCMD-R11 */
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SPEED, .name = "speed", .handler = fan_speed },
};
