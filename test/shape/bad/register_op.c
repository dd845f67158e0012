// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: an op is registered, not a device.
 * EXPECT: passing argument 1 of '__ucmd_device_register' from incompatible pointer type
 */
#include "../shape.h"

static struct ucmd_result register_op(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}

SHAPE_OP(register_op);

static struct ucmd_device register_op_device __used = {
	.name = "shape",
	.ops = &register_op_op,
	.nr_ops = 1,
};

static int register_op_init(void)
{
#ifdef FIXED
	return ucmd_device_register(&register_op_device);
#else
	return ucmd_device_register(&register_op_op);
#endif
}

static int (*const register_op_used)(void) __used = register_op_init;
