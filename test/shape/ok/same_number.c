// SPDX-License-Identifier: GPL-2.0-only
/* Ops that share a number: type, direction and size tell them apart. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

struct same_small {
	u32 value;
};

struct same_large {
	u64 value[UCMD_ARGS_MAX / sizeof(u64)];
};

static struct ucmd_result same_none(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}

static struct ucmd_result same_write_small(struct ucmd *cmd)
{
	return ucmd_complete(cmd, ucmd_args(cmd, struct same_small)->value & 1);
}

static struct ucmd_result same_write_large(struct ucmd *cmd)
{
	const struct same_large *args = ucmd_args(cmd, struct same_large);

	return ucmd_complete(cmd, args->value[ARRAY_SIZE(args->value) - 1] & 1);
}

static const struct ucmd_op same_ops[] = {
	{ .op = _IO('a', 0), .name = "none", .handler = same_none },
	{ .op = _IO('b', 0), .name = "other", .handler = same_none },
	{ .op = _IOR('a', 0, struct same_small), .name = "read",
	  .handler = same_none },
	{ .op = _IOW('a', 0, struct same_small), .name = "write_small",
	  .handler = same_write_small, .args_size = sizeof(struct same_small) },
	{ .op = _IOW('a', 0, struct same_large), .name = "write_large",
	  .handler = same_write_large, .args_size = sizeof(struct same_large) },
	{ .op = _IOWR('a', 0, struct same_small), .name = "both",
	  .handler = same_write_small, .args_size = sizeof(struct same_small) },
};

static struct ucmd_device same_device = {
	.name	= "shape_same",
	.ops	= same_ops,
	.nr_ops	= ARRAY_SIZE(same_ops),
};
module_ucmd_device(same_device);

MODULE_DESCRIPTION("shape: ops that share a number");
MODULE_LICENSE("GPL");
