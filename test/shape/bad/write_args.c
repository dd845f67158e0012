// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the arguments are written to.
 * EXPECT: assignment of member 'reserved' in read-only object
 * Classes: Q1
 */
#include "../shape.h"

static struct ucmd_result write_args(struct ucmd *cmd)
{
	const struct shape_args *args = ucmd_args(cmd, struct shape_args);

#ifndef FIXED
	args->reserved = 0;
#endif
	return ucmd_complete(cmd, args->reserved ? -EINVAL : 0);
}

SHAPE_OP(write_args);
