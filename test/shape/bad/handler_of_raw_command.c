// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler takes io_uring's command.
 * EXPECT: from incompatible pointer type 'struct ucmd_result (*)(struct io_uring_cmd *)'
 * Classes: F2 C3
 */
#include "../shape.h"

struct io_uring_cmd;

#ifdef FIXED
static struct ucmd_result handler_of_raw_command(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}
#else
static struct ucmd_result handler_of_raw_command(struct io_uring_cmd *ioucmd)
{
	return (struct ucmd_result) { };
}
#endif
SHAPE_OP(handler_of_raw_command);
