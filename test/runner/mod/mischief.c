// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does the runner say when a module misbehaves? Loads, and does what the
 * parameter "what" asks for.
 */
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/panic.h>
#include <linux/string.h>
#include "mischief.h"

static char *what = "nothing";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "nothing, warn, oops, panic or refuse");

int mischief_answer(void)
{
	return 42;
}
EXPORT_SYMBOL_GPL(mischief_answer);

static int __init mischief_init(void)
{
	pr_info("mischief: %s\n", what);
	if (!strcmp(what, "warn"))
		WARN(1, "mischief: as asked\n");
	else if (!strcmp(what, "oops"))
		WRITE_ONCE(*(int *)NULL, 0);
	else if (!strcmp(what, "panic"))
		panic("mischief: as asked");
	else if (!strcmp(what, "refuse"))
		return -ENODEV;
	return 0;
}
module_init(mischief_init);

static void __exit mischief_exit(void)
{
}
module_exit(mischief_exit);

MODULE_DESCRIPTION("ucmd runner test: misbehave on request");
MODULE_LICENSE("GPL");
