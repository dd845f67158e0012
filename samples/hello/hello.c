// SPDX-License-Identifier: GPL-2.0-only
/*
 * hello: set and get a value, by io_uring command and by ioctl.
 *
 *	make run			builds, boots and shows it
 *
 * HELLO_SET and HELLO_GET complete at once.  Their _LATER forms are held and
 * completed by a work item.  The value belongs to the open file.  Each op answers
 * both system calls; HELLO_SAY is no op, but an ioctl as any driver may have.
 */
#include <linux/module.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "hello.h"

/* Of each open file.  */
struct hello {
	u32 value;	/* READ_ONCE, WRITE_ONCE: one word, no lock needed */
};

/* Of each command that is answered later. */
struct hello_job {
	struct work_struct work;
	struct ucmd_pending *pend;
	struct hello *hello;	/* there as long as the command is pending */
	u32 value;
};

static struct workqueue_struct *hello_wq;

static bool hello_valid(const struct hello_value *args)
{
	return args->value <= HELLO_VALUE_MAX && !args->reserved;
}

static struct ucmd_result hello_set(struct ucmd *cmd)
{
	const struct hello_value *args = ucmd_args(cmd, struct hello_value);
	struct hello *hello = ucmd_file_priv(ucmd_file(cmd));

	if (!hello_valid(args))
		return ucmd_complete(cmd, -EINVAL);
	WRITE_ONCE(hello->value, args->value);
	return ucmd_complete(cmd, 0);
}

static struct ucmd_result hello_get(struct ucmd *cmd)
{
	struct hello *hello = ucmd_file_priv(ucmd_file(cmd));

	return ucmd_complete(cmd, READ_ONCE(hello->value));
}

static struct ucmd_result hello_later(struct ucmd *cmd, work_func_t fn,
				      u32 value)
{
	struct hello_job *job = ucmd_priv(cmd);
	struct ucmd_result held;

	INIT_WORK(&job->work, fn);
	job->hello = ucmd_file_priv(ucmd_file(cmd));
	job->value = value;
	held = ucmd_hold(cmd, &job->pend);
	/* last: from here on the job may be over at any moment */
	queue_work(hello_wq, &job->work);
	return held;
}

static void hello_set_work(struct work_struct *work)
{
	struct hello_job *job = container_of(work, struct hello_job, work);

	WRITE_ONCE(job->hello->value, job->value);
	ucmd_pending_complete(job->pend, 0);
}

static void hello_get_work(struct work_struct *work)
{
	struct hello_job *job = container_of(work, struct hello_job, work);

	ucmd_pending_complete(job->pend, READ_ONCE(job->hello->value));
}

static struct ucmd_result hello_set_later(struct ucmd *cmd)
{
	const struct hello_value *args = ucmd_args(cmd, struct hello_value);

	if (!hello_valid(args))
		return ucmd_complete(cmd, -EINVAL);
	return hello_later(cmd, hello_set_work, args->value);
}

static struct ucmd_result hello_get_later(struct ucmd *cmd)
{
	return hello_later(cmd, hello_get_work, 0);
}

static const struct ucmd_op hello_ops[] = {
	{ .op = HELLO_SET, .name = "set", .handler = hello_set,
	  .args_size = sizeof(struct hello_value) },
	{ .op = HELLO_GET, .name = "get", .handler = hello_get },
	{ .op = HELLO_SET_LATER, .name = "set_later", .handler = hello_set_later,
	  .args_size = sizeof(struct hello_value),
	  .priv_size = sizeof(struct hello_job) },
	{ .op = HELLO_GET_LATER, .name = "get_later", .handler = hello_get_later,
	  .priv_size = sizeof(struct hello_job) },
};

/* Numbers that no op has are the driver's own. */
static long hello_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	if (nr != HELLO_SAY)
		return -ENOTTY;
	pr_info("hello: hello from the kernel\n");
	return 0;
}

static const struct file_operations hello_fops = {
	.unlocked_ioctl	= hello_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct ucmd_device hello_device = {
	.name		= "hello",
	.mode		= 0666,
	.ops		= hello_ops,
	.nr_ops		= ARRAY_SIZE(hello_ops),
	.file_size	= sizeof(struct hello),
	.fops		= &hello_fops,
};

static int __init hello_init(void)
{
	int err;

	hello_wq = alloc_workqueue("hello", WQ_UNBOUND, 0);
	if (!hello_wq)
		return -ENOMEM;
	err = ucmd_device_register(&hello_device);
	if (err)
		destroy_workqueue(hello_wq);
	return err;
}

static void __exit hello_exit(void)
{
	ucmd_device_unregister(&hello_device);
	/* waits for work items that have completed their command but not ended */
	destroy_workqueue(hello_wq);
}

module_init(hello_init);
module_exit(hello_exit);

MODULE_DESCRIPTION("ucmd sample: set and get a value, at once and later");
MODULE_LICENSE("GPL");
