// SPDX-License-Identifier: GPL-2.0-only
/* How does the raw driver look from outside?  Its two devices, its one entry. */
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "raw.h"

struct workqueue_struct *raw_wq;
atomic_t raw_counters[CONTROL_NR_COUNTERS];
/* The driver's own: what its configuration is kept under, say. */
DEFINE_MUTEX(raw_mutex);

/* ------------------------------------------------------------------------
 * The victim
 */

static int raw_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

/* L2: no owner, so that the module can go while a file is open. */
static const struct file_operations raw_victim_fops = {
	.uring_cmd	= raw_uring_cmd,
};

static struct miscdevice raw_victim = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "raw_control_victim",
	.mode	= 0666,
	.fops	= &raw_victim_fops,
};

static DEFINE_MUTEX(raw_victim_lock);
static bool raw_victim_plugged;

/* L1: the node goes; files that are open are not thought of. */
static int raw_plug(bool plug)
{
	int err = 0;

	mutex_lock(&raw_victim_lock);
	if (plug && !raw_victim_plugged)
		err = misc_register(&raw_victim);
	else if (!plug && raw_victim_plugged)
		misc_deregister(&raw_victim);
	if (!err)
		raw_victim_plugged = plug;
	mutex_unlock(&raw_victim_lock);
	return err;
}

static int raw_plugs(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	bool plug = ioucmd->cmd_op == CONTROL_PLUG;

	if (!plug && ioucmd->cmd_op != CONTROL_UNPLUG)
		return -ENOTTY;
	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	return raw_plug(plug);
}

/* ------------------------------------------------------------------------
 * The device
 */

static int raw_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	static int (*const ops[])(struct io_uring_cmd *ioucmd,
				  unsigned int issue_flags) = {
		raw_once, raw_waits, raw_cancels, raw_holds, raw_plugs,
	};
	int ret = -ENOTTY, i;

	/* K7: the size of the entry is checked first, F_CANCEL or not */
	if (ioucmd->cmd_op == CONTROL_WAIT_LARGE &&
	    !(issue_flags & IO_URING_F_SQE128))
		return -EINVAL;
	if (ucmd_compat_is_cancel(issue_flags))
		return raw_cancel(ioucmd, issue_flags);

	for (i = 0; i < ARRAY_SIZE(ops) && ret == -ENOTTY; i++)
		ret = ops[i](ioucmd, issue_flags);
	return ret;
}

/* V5, N2: here so that rings that poll are served at all. */
static int raw_uring_cmd_iopoll(struct io_uring_cmd *ioucmd,
				struct io_comp_batch *batch, unsigned int flags)
{
	return 0;
}

static const struct file_operations raw_fops = {
	.owner			= THIS_MODULE,
	.uring_cmd		= raw_uring_cmd,
	.uring_cmd_iopoll	= raw_uring_cmd_iopoll,
};

static struct miscdevice raw_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "raw_control",
	.mode	= 0666,
	.fops	= &raw_fops,
};

static int __init raw_init(void)
{
	int err;

	raw_wq = alloc_workqueue("raw_control", WQ_UNBOUND, 0);
	if (!raw_wq)
		return -ENOMEM;
	err = raw_plug(true);
	if (err)
		goto destroy_wq;
	err = misc_register(&raw_misc);
	if (err)
		goto unplug;
	return 0;

unplug:
	raw_plug(false);
destroy_wq:
	destroy_workqueue(raw_wq);
	return err;
}

static void __exit raw_exit(void)
{
	misc_deregister(&raw_misc);
	raw_plug(false);
	destroy_workqueue(raw_wq);
}

module_init(raw_init);
module_exit(raw_exit);

MODULE_DESCRIPTION("what goes wrong in a driver written by hand: for tests only");
MODULE_LICENSE("GPL");
