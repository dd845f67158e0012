// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler takes no command.
 * EXPECT: from incompatible pointer type 'struct ucmd_result (*)(void)'
 */
#include "../shape.h"

#ifdef FIXED
static struct ucmd_result handler_without_command(struct ucmd *cmd)
{
	return ucmd_complete(cmd, 0);
}
#else
static struct ucmd_result handler_without_command(void)
{
	return (struct ucmd_result) { };
}
#endif
SHAPE_OP(handler_without_command);
