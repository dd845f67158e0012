// SPDX-License-Identifier: GPL-2.0-only
/* Every file operation a driver may have beside its ops. */
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <ucmd/ucmd.h>

struct door {
	u32 value;
};

static DECLARE_WAIT_QUEUE_HEAD(door_wait);

static struct ucmd_result door_set(struct ucmd *cmd)
{
	struct door *door = ucmd_file_priv(ucmd_file(cmd));

	WRITE_ONCE(door->value, 1);
	wake_up_interruptible(&door_wait);
	return ucmd_complete(cmd, 0);
}

static long door_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	struct door *door = ucmd_file_priv(file);

	return nr == _IO('d', 0) ? READ_ONCE(door->value) : -ENOTTY;
}

static ssize_t door_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct door *door = ucmd_file_priv(iocb->ki_filp);
	u32 value = READ_ONCE(door->value);

	return copy_to_iter(&value, sizeof(value), to);
}

static ssize_t door_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct door *door = ucmd_file_priv(iocb->ki_filp);
	u32 value;

	if (copy_from_iter(&value, sizeof(value), from) != sizeof(value))
		return -EFAULT;
	WRITE_ONCE(door->value, value);
	return sizeof(value);
}

static __poll_t door_poll(struct file *file, poll_table *pt)
{
	struct door *door = ucmd_file_priv(file);

	poll_wait(file, &door_wait, pt);
	return READ_ONCE(door->value) ? EPOLLIN | EPOLLRDNORM : 0;
}

static int door_mmap(struct file *file, struct vm_area_struct *vma)
{
	return -ENXIO;
}

static void door_show_fdinfo(struct seq_file *m, struct file *file)
{
	const struct door *door = ucmd_file_priv(file);

	seq_printf(m, "door:\t%u\n", READ_ONCE(door->value));
}

static int door_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return 0;
}

static const struct file_operations door_fops = {
	.unlocked_ioctl	= door_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
	.read_iter	= door_read_iter,
	.write_iter	= door_write_iter,
	.poll		= door_poll,
	.mmap		= door_mmap,
	.show_fdinfo	= door_show_fdinfo,
	.llseek		= noop_llseek,
	.fsync		= door_fsync,
};

static const struct ucmd_op door_ops[] = {
	{ .op = _IO('d', 0), .name = "set", .handler = door_set },
};

static void door_release(struct ucmd_device *dev, struct file *file)
{
	pr_debug("%s: closed\n", dev->name);
}

static struct ucmd_device door_device = {
	.name		= "shape_door",
	.ops		= door_ops,
	.nr_ops		= ARRAY_SIZE(door_ops),
	.file_size	= sizeof(struct door),
	.release	= door_release,
	.fops		= &door_fops,
};
module_ucmd_device(door_device);

MODULE_DESCRIPTION("shape: every other file operation");
MODULE_LICENSE("GPL");
