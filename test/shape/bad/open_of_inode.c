// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: .open has the parameters of file_operations.
 * EXPECT: from incompatible pointer type 'int (*)(struct inode *, struct file *)'
 */
#include "../shape.h"

#ifdef FIXED
static int open_of_inode(struct ucmd_device *dev, struct file *file)
#else
static int open_of_inode(struct inode *inode, struct file *file)
#endif
{
	return file->f_flags & O_APPEND ? -EINVAL : 0;
}

static struct ucmd_device open_of_inode_device __used = {
	.name = "shape",
	.open = open_of_inode,
};
