// SPDX-License-Identifier: GPL-2.0-only
/*
 * What else can the file do?  The file operations a driver has besides its ops,
 * each behind the gate, so that none runs after the device was unregistered.
 */
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/uio.h>

#include "gate.h"
#include "internal.h"

/* Call the driver's @op of @file inside the gate; @dead is the answer without. */
#define ucmd_gated(file, dead, op, ...) ({				\
	struct ucmd_core *__core = ucmd_file_core(file);		\
	typeof(__core->driver_fops->op(__VA_ARGS__)) __ret = (dead);	\
	int __idx;							\
									\
	if (ucmd_gate_enter(&__core->files, &__idx)) {			\
		__ret = __core->driver_fops->op(__VA_ARGS__);		\
		ucmd_gate_leave(&__core->files, __idx);			\
	}								\
	__ret;								\
})

static loff_t ucmd_llseek(struct file *file, loff_t offset, int whence)
{
	return ucmd_gated(file, -ENODEV, llseek, file, offset, whence);
}

static ssize_t ucmd_read(struct file *file, char __user *buf, size_t len,
			 loff_t *pos)
{
	return ucmd_gated(file, -ENODEV, read, file, buf, len, pos);
}

static ssize_t ucmd_write(struct file *file, const char __user *buf,
			  size_t len, loff_t *pos)
{
	return ucmd_gated(file, -ENODEV, write, file, buf, len, pos);
}

static ssize_t ucmd_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	return ucmd_gated(iocb->ki_filp, -ENODEV, read_iter, iocb, to);
}

static ssize_t ucmd_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	return ucmd_gated(iocb->ki_filp, -ENODEV, write_iter, iocb, from);
}

static __poll_t ucmd_poll(struct file *file, struct poll_table_struct *table)
{
	return ucmd_gated(file, EPOLLERR | EPOLLHUP, poll, file, table);
}

/**
 * ucmd_driver_ioctl - ioctl(2) with a number that no op has
 * @file: the file
 * @number: the number
 * @arg: the argument as it came
 * @compat: it came from a 32-bit program
 * @otherwise: the answer if the driver has no such file operation
 *
 * Return: the driver's answer, or -ENODEV if the device is gone.
 */
long ucmd_driver_ioctl(struct file *file, unsigned int number, unsigned long arg,
		       bool compat, long otherwise)
{
	long (*ioctl)(struct file *file, unsigned int number, unsigned long arg) = NULL;
	struct ucmd_core *core = ucmd_file_core(file);
	long ret = otherwise;
	int idx;

	if (!ucmd_gate_enter(&core->files, &idx))
		return -ENODEV;
	if (core->driver_fops)
		ioctl = compat ? core->driver_fops->compat_ioctl :
				 core->driver_fops->unlocked_ioctl;
	if (ioctl)
		ret = ioctl(file, number, arg);
	ucmd_gate_leave(&core->files, idx);
	return ret;
}

static int ucmd_mmap(struct file *file, struct vm_area_struct *vma)
{
	return ucmd_gated(file, -ENODEV, mmap, file, vma);
}

static int ucmd_fsync(struct file *file, loff_t start, loff_t end, int datasync)
{
	return ucmd_gated(file, -ENODEV, fsync, file, start, end, datasync);
}

static int ucmd_fasync(int fd, struct file *file, int on)
{
	return ucmd_gated(file, -ENODEV, fasync, fd, file, on);
}

static void ucmd_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct ucmd_core *core = ucmd_file_core(file);
	int idx;

	if (!ucmd_gate_enter(&core->files, &idx))
		return;
	core->driver_fops->show_fdinfo(m, file);
	ucmd_gate_leave(&core->files, idx);
}

/* If the driver has @op, put our wrapper @fn into @fops; tick it off in @left. */
#define ucmd_pass(fops, left, op, fn) do {				\
	if ((left)->op)							\
		(fops)->op = (fn);					\
	(left)->op = NULL;						\
} while (0)

/**
 * ucmd_file_compose - add a driver's own file operations
 * @fops: where to
 * @driver: the driver's; only those that ucmd_device.fops lists may be set
 *
 * Return: 0, or -EINVAL if there is one that would get lost.
 */
int ucmd_file_compose(struct file_operations *fops,
		      const struct file_operations *driver)
{
	struct file_operations left;

	memcpy(&left, driver, sizeof(left));	/* padding too: it is zero */
	left.owner = NULL;	/* the registration's counts */
	ucmd_pass(fops, &left, llseek, ucmd_llseek);
	ucmd_pass(fops, &left, read, ucmd_read);
	ucmd_pass(fops, &left, write, ucmd_write);
	ucmd_pass(fops, &left, read_iter, ucmd_read_iter);
	ucmd_pass(fops, &left, write_iter, ucmd_write_iter);
	ucmd_pass(fops, &left, poll, ucmd_poll);
	left.unlocked_ioctl = NULL;	/* behind the ops' */
	left.compat_ioctl = NULL;
	ucmd_pass(fops, &left, mmap, ucmd_mmap);
	ucmd_pass(fops, &left, fsync, ucmd_fsync);
	ucmd_pass(fops, &left, fasync, ucmd_fasync);
	ucmd_pass(fops, &left, show_fdinfo, ucmd_show_fdinfo);

	return memchr_inv(&left, 0, sizeof(left)) ? -EINVAL : 0;
}
