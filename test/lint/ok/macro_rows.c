// SPDX-License-Identifier: GPL-2.0-only
/* What a macro hides from us may be right. */
#include <ucmd/ucmd.h>

#define FAN_HOLDING	.cancel = fan_cancel, .priv_size = sizeof(struct fan_job)
#define FAN_FLAGS	(UCMD_OP_MAY_SLEEP | UCMD_OP_RESULT2)

static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	struct fan_job *job = ucmd_priv(cmd);
	struct ucmd_result held = ucmd_hold(cmd, &job->pend);

	fan_start(job);
	return held;
}

static struct ucmd_result fan_set(struct ucmd *cmd)
{
	msleep(20);
	return ucmd_complete2(cmd, 0, 1);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SPIN, .name = "spin", .handler = fan_spin, FAN_HOLDING },
	{ .op = FAN_SET, .name = "set", .handler = fan_set, .flags = FAN_FLAGS },
};
