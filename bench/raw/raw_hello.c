// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does hello cost without ucmd?  HELLO_SET and HELLO_GET by hand, with the
 * checks that the framework makes for samples/hello: number, flags, unused SQE
 * fields, unused payload, arguments.  The value belongs to the open file.
 *
 * It is the yardstick of bench/run: as fast as it can be made without leaving a
 * check out.  What it does without, so what ucmd gives for its instructions: it
 * has no gate, so it cannot be taken away under open files, and it filters no
 * result.
 */
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "../../kernel/compat/compat.h"
#include "../../samples/hello/hello.h"

struct raw_hello {
	u32 value;	/* READ_ONCE, WRITE_ONCE */
};

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

static int raw_hello_set(struct raw_hello *hello, const u64 *payload)
{
	union {
		u64 word;
		struct hello_value args;
	} copy = { .word = READ_ONCE(payload[0]) };

	if (READ_ONCE(payload[1]))
		return -EINVAL;
	if (copy.args.value > HELLO_VALUE_MAX || copy.args.reserved)
		return -EINVAL;
	WRITE_ONCE(hello->value, copy.args.value);
	return 0;
}

static int raw_hello_get(struct raw_hello *hello, const u64 *payload)
{
	if (READ_ONCE(payload[0]) | READ_ONCE(payload[1]))
		return -EINVAL;
	return READ_ONCE(hello->value);
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
	default:
		return -ENOTTY;
	}
	if (raw_hello_unclean(ioucmd, sqe))
		return -EINVAL;

	if (ioucmd->cmd_op == HELLO_SET)
		res = raw_hello_set(hello, payload);
	else
		res = raw_hello_get(hello, payload);

	if (likely(ucmd_compat_may_return(res)))
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

module_misc_device(raw_hello_misc);

MODULE_DESCRIPTION("hello without ucmd, to measure against");
MODULE_LICENSE("GPL");
