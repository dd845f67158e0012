// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does hello cost without ucmd?  HELLO_SET, HELLO_GET and HELLO_SET_LATER by
 * hand, with the checks that the framework makes for samples/hello: number,
 * flags, unused SQE fields, unused payload, arguments.  The value belongs to the
 * open file.
 *
 * It is the yardstick of bench/run: as fast as it can be made without leaving a
 * check out.  What it does without, so what ucmd gives for its instructions: it
 * has no gate, so it cannot be taken away under open files, and it filters no
 * result; nothing ends a command of HELLO_SET_LATER but its work item.
 */
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "../../kernel/compat/compat.h"
#include "../../samples/hello/hello.h"

struct raw_hello {
	u32 value;	/* READ_ONCE, WRITE_ONCE */
};

/* Of each command that is answered later. */
struct raw_hello_job {
	struct work_struct work;
	struct io_uring_cmd *ioucmd;
	struct raw_hello *hello;
	u32 value;
};

struct raw_hello_pdu {
	struct raw_hello_job *job;
};

static struct workqueue_struct *raw_hello_wq;
static struct kmem_cache *raw_hello_jobs;

/* A field that no op uses is set, or a flag. */
static bool raw_hello_unclean(const struct io_uring_cmd *ioucmd,
			      const struct io_uring_sqe *sqe)
{
	if (ioucmd->flags & ~UCMD_COMPAT_CORE_FLAGS)
		return true;
	/* 6.1 shows a command that was issued before only its payload */
	if (!sqe)
		return false;
	return READ_ONCE(sqe->addr) | READ_ONCE(sqe->len) |
	       READ_ONCE(sqe->ioprio) | READ_ONCE(sqe->buf_index) |
	       READ_ONCE(sqe->file_index);
}

static const u64 *raw_hello_payload(const struct io_uring_cmd *ioucmd,
				    const struct io_uring_sqe *sqe)
{
#ifdef UCMD_HAVE_SQE_POINTER
	return (const u64 *)sqe->cmd;
#else
	return ioucmd->cmd;
#endif
}

/* The value to set, or -EINVAL. */
static int raw_hello_arg(const u64 *payload)
{
	union {
		u64 word;
		struct hello_value args;
	} copy = { .word = READ_ONCE(payload[0]) };

	if (READ_ONCE(payload[1]))
		return -EINVAL;
	if (copy.args.value > HELLO_VALUE_MAX || copy.args.reserved)
		return -EINVAL;
	return copy.args.value;
}

static int raw_hello_set(struct raw_hello *hello, const u64 *payload)
{
	int value = raw_hello_arg(payload);

	if (value < 0)
		return value;
	WRITE_ONCE(hello->value, value);
	return 0;
}

static int raw_hello_get(struct raw_hello *hello, const u64 *payload)
{
	if (READ_ONCE(payload[0]) | READ_ONCE(payload[1]))
		return -EINVAL;
	return READ_ONCE(hello->value);
}

static void raw_hello_in_task(struct io_uring_cmd *ioucmd,
			      unsigned int issue_flags, bool gone)
{
	kmem_cache_free(raw_hello_jobs,
			ucmd_compat_pdu(ioucmd, struct raw_hello_pdu)->job);
	ucmd_compat_done(ioucmd, 0, 0, false, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_hello_in_task_cb, raw_hello_in_task)

static void raw_hello_work(struct work_struct *work)
{
	struct raw_hello_job *job = container_of(work, struct raw_hello_job,
						 work);

	WRITE_ONCE(job->hello->value, job->value);
	ucmd_compat_run_in_task(job->ioucmd, raw_hello_in_task_cb);
}

/* Out of line, so that it costs the ops that are answered at once nothing. */
static noinline int raw_hello_set_later(struct io_uring_cmd *ioucmd,
					unsigned int issue_flags)
{
	const struct io_uring_sqe *sqe = ucmd_compat_sqe(ioucmd, issue_flags);
	int value = raw_hello_arg(raw_hello_payload(ioucmd, sqe));
	struct raw_hello_job *job;

	if (raw_hello_unclean(ioucmd, sqe))
		return -EINVAL;
	if (value < 0)
		return value;
	job = kmem_cache_alloc(raw_hello_jobs, GFP_NOWAIT);
	if (!job)
		return -EBUSY;
	INIT_WORK(&job->work, raw_hello_work);
	job->ioucmd = ioucmd;
	job->hello = ioucmd->file->private_data;
	job->value = value;
	ucmd_compat_pdu(ioucmd, struct raw_hello_pdu)->job = job;
	queue_work(raw_hello_wq, &job->work);
	return -EIOCBQUEUED;
}

static int raw_hello_uring_cmd(struct io_uring_cmd *ioucmd,
			       unsigned int issue_flags)
{
	struct raw_hello *hello = ioucmd->file->private_data;
	const struct io_uring_sqe *sqe = ucmd_compat_sqe(ioucmd, issue_flags);
	const u64 *payload = raw_hello_payload(ioucmd, sqe);
	int res;

	switch (ioucmd->cmd_op) {
	case HELLO_SET:
	case HELLO_GET:
		break;
	case HELLO_SET_LATER:
		return raw_hello_set_later(ioucmd, issue_flags);
	default:
		return -ENOTTY;
	}
	if (raw_hello_unclean(ioucmd, sqe))
		return -EINVAL;

	if (ioucmd->cmd_op == HELLO_SET)
		res = raw_hello_set(hello, payload);
	else
		res = raw_hello_get(hello, payload);

	if (likely(ucmd_compat_may_return(res, issue_flags)))
		return res;
	ucmd_compat_done(ioucmd, res, 0, false, issue_flags);
	return -EIOCBQUEUED;
}

static int raw_hello_open(struct inode *inode, struct file *file)
{
	file->private_data = kzalloc(sizeof(struct raw_hello), GFP_KERNEL);
	return file->private_data ? 0 : -ENOMEM;
}

static int raw_hello_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

static const struct file_operations raw_hello_fops = {
	.owner		= THIS_MODULE,
	.open		= raw_hello_open,
	.release	= raw_hello_release,
	.uring_cmd	= raw_hello_uring_cmd,
};

static struct miscdevice raw_hello_misc = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "raw_hello",
	.mode	= 0666,
	.fops	= &raw_hello_fops,
};

static int __init raw_hello_init(void)
{
	int err = -ENOMEM;

	raw_hello_jobs = KMEM_CACHE(raw_hello_job, 0);
	if (!raw_hello_jobs)
		return -ENOMEM;
	/* as that of samples/hello */
	raw_hello_wq = alloc_workqueue("raw_hello", WQ_UNBOUND, 0);
	if (!raw_hello_wq)
		goto destroy_jobs;
	err = misc_register(&raw_hello_misc);
	if (err)
		goto destroy_wq;
	return 0;

destroy_wq:
	destroy_workqueue(raw_hello_wq);
destroy_jobs:
	kmem_cache_destroy(raw_hello_jobs);
	return err;
}

static void __exit raw_hello_exit(void)
{
	misc_deregister(&raw_hello_misc);
	destroy_workqueue(raw_hello_wq);
	kmem_cache_destroy(raw_hello_jobs);
}

module_init(raw_hello_init);
module_exit(raw_hello_exit);

MODULE_DESCRIPTION("hello without ucmd, to measure against");
MODULE_LICENSE("GPL");
