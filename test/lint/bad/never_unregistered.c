// SPDX-License-Identifier: GPL-2.0-only
/* The module goes, the device stays. */
#include <ucmd/ucmd.h>

static int __init fan_init(void)
{
	return ucmd_device_register(&fan_device);		/* finds UCMD-R08 */
}

static void __exit fan_exit(void)
{
	destroy_workqueue(fan_wq);
}
