// SPDX-License-Identifier: GPL-2.0-only
/* Private memory of a pointer, of another struct, and none. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_pointer(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}

static struct ucmd_result fan_other(struct ucmd *cmd)
{
	struct fan_job *job = ucmd_priv(cmd);			/* finds UCMD-R09 */

	job->way = 1;
	return ucmd_queue(cmd, &fan_waiters);
}

static struct ucmd_result fan_none(struct ucmd *cmd)
{
	struct fan_job *job = ucmd_priv(cmd);			/* finds UCMD-R09 */

	job->way = 1;
	return ucmd_queue(cmd, &fan_waiters);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_POINTER, .name = "pointer", .handler = fan_pointer,	/* finds UCMD-R09 */
	  .priv_size = sizeof(struct fan_job *) },
	{ .op = FAN_OTHER, .name = "other", .handler = fan_other,
	  .priv_size = sizeof(struct fan_waiter) },
	{ .op = FAN_NONE, .name = "none", .handler = fan_none },
};
