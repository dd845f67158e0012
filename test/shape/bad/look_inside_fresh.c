// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the handler looks inside the command.
 * EXPECT: invalid use of undefined type 'struct ucmd'
 * Classes: P1 P2 P4
 */
#include "../shape.h"

static struct ucmd_result look_inside_fresh(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_complete(cmd, ucmd_file(cmd) ? 0 : -EINVAL);
#else
	return ucmd_complete(cmd, cmd->file ? 0 : -EINVAL);
#endif
}

SHAPE_OP(look_inside_fresh);
