// SPDX-License-Identifier: GPL-2.0-only
/* Two devices in one module, with one table. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

static struct ucmd_result pair_which(struct ucmd *cmd);

static const struct ucmd_op pair_ops[] = {
	{ .op = _IO('p', 0), .name = "which", .handler = pair_which },
};

static struct ucmd_device pair[] = {
	{ .name = "shape_left", .ops = pair_ops, .nr_ops = ARRAY_SIZE(pair_ops) },
	{ .name = "shape_right", .ops = pair_ops, .nr_ops = ARRAY_SIZE(pair_ops) },
};

static struct ucmd_result pair_which(struct ucmd *cmd)
{
	return ucmd_complete(cmd, ucmd_device(cmd) - pair);
}

static int __init pair_init(void)
{
	int err;

	err = ucmd_device_register(&pair[0]);
	if (err)
		return err;
	err = ucmd_device_register(&pair[1]);
	if (err)
		ucmd_device_unregister(&pair[0]);
	return err;
}

static void __exit pair_exit(void)
{
	ucmd_device_unregister(&pair[1]);
	ucmd_device_unregister(&pair[0]);
}

module_init(pair_init);
module_exit(pair_exit);

MODULE_DESCRIPTION("shape: two devices in one module");
MODULE_LICENSE("GPL");
