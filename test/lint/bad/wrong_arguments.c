// SPDX-License-Identifier: GPL-2.0-only
/* A copy of another handler, and a row without a size. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_set(struct ucmd *cmd)
{
	const struct fan_spin *args = ucmd_args(cmd, struct fan_spin);	/* finds UCMD-R14 */

	return ucmd_complete(cmd, args->way);
}

static struct ucmd_result fan_turn(struct ucmd *cmd)
{
	const struct fan_turn *args = ucmd_args(cmd, struct fan_turn);	/* finds UCMD-R14 */

	return ucmd_complete(cmd, args->way);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SET, .name = "set", .handler = fan_set, .args_size = sizeof(struct fan_set) },
	{ .op = FAN_TURN, .name = "turn", .handler = fan_turn },
};
