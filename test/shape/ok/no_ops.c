// SPDX-License-Identifier: GPL-2.0-only
/* A plain misc device: no ops, so no ->uring_cmd at all. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

static ssize_t plain_read(struct file *file, char __user *buf, size_t len,
			  loff_t *pos)
{
	return 0;
}

static const struct file_operations plain_fops = {
	.read	= plain_read,
	.llseek	= noop_llseek,
};

static struct ucmd_device plain_device = {
	.name	= "shape_plain",
	.fops	= &plain_fops,
};
module_ucmd_device(plain_device);

MODULE_DESCRIPTION("shape: a device without ops");
MODULE_LICENSE("GPL");
