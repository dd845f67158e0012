// SPDX-License-Identifier: GPL-2.0-only
/* Results pass through helpers, variables, ?: and switch like any value. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

struct hand_args {
	u32 what;
	u32 value;
};

static struct ucmd_queue hand_queue = UCMD_QUEUE_INIT(hand_queue);

static struct ucmd_result hand_refuse(struct ucmd *cmd, const char *why)
{
	pr_debug("shape: %s\n", why);
	return ucmd_complete(cmd, -EINVAL);
}

static struct ucmd_result hand_even(struct ucmd *cmd, u32 value)
{
	return value & 1 ? hand_refuse(cmd, "odd") : ucmd_complete(cmd, 0);
}

static struct ucmd_result hand_any(struct ucmd *cmd)
{
	const struct hand_args *args = ucmd_args(cmd, struct hand_args);
	struct ucmd_pending *pend;
	struct ucmd_result result;

	switch (args->what) {
	case 0:
		return hand_even(cmd, args->value);
	case 1:
		result = ucmd_queue(cmd, &hand_queue);
		break;
	case 2:
		result = ucmd_hold(cmd, &pend);
		ucmd_pending_return(pend, &hand_queue);
		break;
	default:
		result = hand_refuse(cmd, "unknown");
	}
	return result;
}

static const struct ucmd_op hand_ops[] = {
	{ .op = _IOW('h', 0, struct hand_args), .name = "any",
	  .handler = hand_any, .args_size = sizeof(struct hand_args),
	  .flags = UCMD_OP_HOLDS },
};

static struct ucmd_device hand_device = {
	.name	= "shape_hand",
	.ops	= hand_ops,
	.nr_ops	= ARRAY_SIZE(hand_ops),
};
module_ucmd_device(hand_device);

MODULE_DESCRIPTION("shape: results are values");
MODULE_LICENSE("GPL");
