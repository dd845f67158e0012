// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: .release returns int, as that of file_operations.
 * EXPECT: from incompatible pointer type 'int (*)(struct ucmd_device *, struct file *)'
 */
#include "../shape.h"

#ifdef FIXED
static void release_returns_int(struct ucmd_device *dev, struct file *file)
{
}
#else
static int release_returns_int(struct ucmd_device *dev, struct file *file)
{
	return 0;
}
#endif

static struct ucmd_device release_returns_int_device __used = {
	.name = "shape",
	.release = release_returns_int,
};
