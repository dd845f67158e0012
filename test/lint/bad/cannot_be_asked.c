// SPDX-License-Identifier: GPL-2.0-only
/* Held until hardware says something, which may be never. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	struct ucmd_result held = ucmd_hold(cmd, &fan_pend);	/* finds UCMD-R12 */

	writel(1, fan_regs + FAN_START);
	return held;
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SPIN, .name = "spin", .handler = fan_spin, .flags = UCMD_OP_HOLDS },
};
