// SPDX-License-Identifier: GPL-2.0-only
/* ucmd.ko: beginning and end. */
#include <linux/module.h>
#include <linux/rcupdate.h>

#include "internal.h"
#include "verify.h"

struct workqueue_struct *ucmd_wq;

static int __init ucmd_init(void)
{
	ucmd_verify_init();
	ucmd_wq = alloc_workqueue("ucmd", WQ_UNBOUND, 0);
	return ucmd_wq ? 0 : -ENOMEM;
}

static void __exit ucmd_exit(void)
{
	destroy_workqueue(ucmd_wq);
	/* devices that are gone are freed a grace period later, by our code */
	rcu_barrier();
}

module_init(ucmd_init);
module_exit(ucmd_exit);

MODULE_DESCRIPTION("Safe io_uring commands for C drivers");
MODULE_VERSION(UCMD_VERSION);
MODULE_LICENSE("GPL");
