// SPDX-License-Identifier: GPL-2.0-only
/* A row that forgets to say that its handler uses the program's memory. */
#include <linux/uio.h>
#include <ucmd/ucmd.h>

static struct ucmd_result fan_curve(struct ucmd *cmd)
{
	const struct fan_curve *args = ucmd_args(cmd, struct fan_curve);
	struct iov_iter iter;
	int err;

	err = ucmd_import(cmd, UCMD_FROM_USER, args->addr, args->len, &iter);	/* finds UCMD-R18 */
	return err ? ucmd_retry(cmd, err) : ucmd_complete(cmd, 0);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_CURVE, .name = "curve", .handler = fan_curve,
	  .args_size = sizeof(struct fan_curve), .flags = UCMD_OP_MAY_SLEEP },
};
