// SPDX-License-Identifier: GPL-2.0-only
/* The smallest driver: one op, answered at once. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

static struct ucmd_result minimal_nop(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}

static const struct ucmd_op minimal_ops[] = {
	{ .op = _IO('u', 0), .name = "nop", .handler = minimal_nop },
};

static struct ucmd_device minimal_device = {
	.name	= "shape_minimal",
	.ops	= minimal_ops,
	.nr_ops	= ARRAY_SIZE(minimal_ops),
};
module_ucmd_device(minimal_device);

MODULE_DESCRIPTION("shape: the smallest driver");
MODULE_LICENSE("GPL");
