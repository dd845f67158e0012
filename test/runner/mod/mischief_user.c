// SPDX-License-Identifier: GPL-2.0-only
/* Does the runner load what a module depends on? This one does not load before mischief. */
#include <linux/module.h>
#include "mischief.h"

static int __init mischief_user_init(void)
{
	pr_info("mischief_user: the answer is %d\n", mischief_answer());
	return 0;
}
module_init(mischief_user_init);

static void __exit mischief_user_exit(void)
{
}
module_exit(mischief_user_exit);

MODULE_DESCRIPTION("ucmd runner test: depends on mischief");
MODULE_LICENSE("GPL");
