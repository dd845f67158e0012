// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the private memory of the file is asked of the command.
 * EXPECT: passing argument 1 of 'ucmd_file_priv' from incompatible pointer type
 */
#include "../shape.h"

static struct ucmd_result command_as_file(struct ucmd *cmd)
{
#ifdef FIXED
	u32 *value = ucmd_file_priv(ucmd_file(cmd));
#else
	u32 *value = ucmd_file_priv(cmd);
#endif

	return ucmd_complete(cmd, READ_ONCE(*value));
}

SHAPE_OP(command_as_file);
