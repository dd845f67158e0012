// SPDX-License-Identifier: GPL-2.0-only
/* What sleeps, in the handler of an op that may not. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_set(struct ucmd *cmd)
{
	const struct fan_set *args = ucmd_args(cmd, struct fan_set);
	void *copy = kmalloc(args->size, GFP_KERNEL);		/* finds UCMD-R06 */

	mutex_lock(&fan_lock);					/* finds UCMD-R06 */
	if (copy_from_user(copy, u64_to_user_ptr(args->at), args->size)) {	/* finds UCMD-R06 */
		mutex_unlock(&fan_lock);
		return ucmd_complete(cmd, -EFAULT);
	}
	wait_event(fan_turned, fan_stands());			/* finds UCMD-R06 */
	mutex_unlock(&fan_lock);
	return ucmd_complete(cmd, 0);
}

static const struct ucmd_op fan_ops[] = {
	{ .op = FAN_SET, .name = "set", .handler = fan_set,
	  .args_size = sizeof(struct fan_set), .flags = UCMD_OP_HOLDS },
};
