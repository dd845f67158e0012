// SPDX-License-Identifier: GPL-2.0-only
/* ucmd.ko: beginning and end. */
#include <linux/module.h>

#include "internal.h"

static int __init ucmd_init(void)
{
	return ucmd_pending_init();
}

static void __exit ucmd_exit(void)
{
	ucmd_pending_exit();
}

module_init(ucmd_init);
module_exit(ucmd_exit);

MODULE_DESCRIPTION("Safe io_uring commands for C drivers");
MODULE_VERSION(UCMD_VERSION);
MODULE_LICENSE("GPL");
