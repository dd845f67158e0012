// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the arguments are larger than an SQE carries.
 * EXPECT: arguments exceed what an SQE carries
 * Classes: Q6
 */
#include "../shape.h"

struct args_too_large {
#ifdef FIXED
	u64 word[10];
#else
	u64 word[12];
#endif
};

static struct ucmd_result args_too_large(struct ucmd *cmd)
{
	const struct args_too_large *args = ucmd_args(cmd, struct args_too_large);

	return ucmd_complete(cmd, args->word[0] != 0);
}

SHAPE_OP(args_too_large);
