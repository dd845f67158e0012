// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: file operations are given for the table of ops.
 * EXPECT: from incompatible pointer type 'const struct file_operations *'
 */
#include "../shape.h"

static const struct file_operations ops_of_file_fops = {
	.llseek = noop_llseek,
};

static struct ucmd_device ops_of_file_device __used = {
	.name = "shape",
#ifdef FIXED
	.fops = &ops_of_file_fops,
#else
	.ops = &ops_of_file_fops,
#endif
};
