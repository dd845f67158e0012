// SPDX-License-Identifier: GPL-2.0-only
/* The default branch of a switch decides nothing. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	const struct fan_spin *args = ucmd_args(cmd, struct fan_spin);
	struct ucmd_result result = { 0 };

	switch (args->way) {
	case FAN_LEFT:
		result = ucmd_complete(cmd, 1);
		break;
	default:
		break;
	}
	return result;				/* finds UCMD-R04 */
}

static struct ucmd_result fan_stop(struct ucmd *cmd)
{
	return (struct ucmd_result){ };		/* finds UCMD-R04 */
}
