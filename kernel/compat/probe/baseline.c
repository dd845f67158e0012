// SPDX-License-Identifier: GPL-2.0-only
/*
 * Must compile on every kernel: if it does not, the tree or the compiler is at
 * fault and the other probes would lie.  Without CONFIG_IO_URING there is
 * nothing to serve.
 */
#include <linux/fs.h>
#include <linux/module.h>

#ifndef CONFIG_IO_URING
#error "this kernel is configured without CONFIG_IO_URING"
#endif

extern const struct file_operations probe_fops;
const struct file_operations probe_fops = {
	.owner		= THIS_MODULE,
	.uring_cmd	= NULL,
};
