// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a fresh command is copied, to be used after the handler.
 * EXPECT: variable 'copy' has initializer but incomplete type
 * EXPECT: invalid use of undefined type 'struct ucmd'
 * EXPECT: storage size of 'copy' isn't known
 */
#include "../shape.h"

static struct ucmd_result copy_fresh(struct ucmd *cmd)
{
#ifndef FIXED
	struct ucmd copy = *cmd;

	return ucmd_complete(&copy, 0);
#else
	return ucmd_complete(cmd, 0);
#endif
}

SHAPE_OP(copy_fresh);
