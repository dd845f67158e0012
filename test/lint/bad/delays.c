// SPDX-License-Identifier: GPL-2.0-only
/* It does not sleep, but everybody waits. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_set(struct ucmd *cmd)
{
	if (fan_busy())
		mdelay(5);					/* finds UCMD-R07 */
	return ucmd_complete(cmd, 0);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SET, .name = "set", .handler = fan_set },
};
