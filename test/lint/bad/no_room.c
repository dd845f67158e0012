// SPDX-License-Identifier: GPL-2.0-only
/* A row that forgets to say that its handler holds. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result held = ucmd_hold(cmd, &pend);	/* finds UCMD-R13 */

	ucmd_pending_complete(pend, 0);
	return held;
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SPIN, .name = "spin", .handler = fan_spin, .flags = UCMD_OP_MAY_SLEEP },
};
