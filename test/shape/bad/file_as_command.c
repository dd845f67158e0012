// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: an open file is completed.
 * EXPECT: passing argument 1 of 'ucmd_complete' from incompatible pointer type
 */
#include "../shape.h"

static struct ucmd_result file_as_command(struct ucmd *cmd)
{
#ifdef FIXED
	return ucmd_complete(cmd, 0);
#else
	return ucmd_complete(ucmd_file(cmd), 0);
#endif
}

SHAPE_OP(file_as_command);
