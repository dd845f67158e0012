// SPDX-License-Identifier: GPL-2.0-only
/* What else can the file do?  Each operation answers something of its own. */
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/seq_file.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "internal.h"

/* The page that mmap() shows. */
static struct page *exercise_page;

static ssize_t exercise_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	return copy_to_iter(EXERCISE_TEXT, strlen(EXERCISE_TEXT), to);
}

static ssize_t exercise_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	struct exercise_file *file = ucmd_file_priv(iocb->ki_filp);
	size_t len = iov_iter_count(from);

	atomic_add(len, &file->written);
	return len;
}

static __poll_t exercise_poll(struct file *file, struct poll_table_struct *table)
{
	return EPOLLIN | EPOLLPRI;
}

static int exercise_mmap(struct file *file, struct vm_area_struct *vma)
{
	if (vma->vm_end - vma->vm_start != PAGE_SIZE)
		return -EINVAL;
	return vm_insert_page(vma, vma->vm_start, exercise_page);
}

static loff_t exercise_llseek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, EXERCISE_SIZE);
}

static void exercise_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct exercise_file *own = ucmd_file_priv(file);

	seq_printf(m, "exercise-written:\t%d\n", atomic_read(&own->written));
}

/* ------------------------------------------------------------------------
 * ioctl
 */

static long exercise_get_counters(void __user *to)
{
	struct exercise_counters counters;
	unsigned int i;

	for (i = 0; i < EXERCISE_COUNTERS; i++)
		counters.count[i] = atomic_read(&exercise_counts[i]);
	return copy_to_user(to, &counters, sizeof(counters)) ? -EFAULT : 0;
}

static long exercise_release_all(void)
{
	struct exercise *ex;
	long n = 0;

	for (ex = exercise_devices; ex->dev.name; ex++)
		n += exercise_release_parked(ex, 0, -EINTR);
	return n;
}

static long exercise_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	switch (nr) {
	case EXERCISE_GET_COUNTERS:
		return exercise_get_counters((void __user *)arg);
	case EXERCISE_PLUG:
		return exercise_plug(arg);
	case EXERCISE_PULL:
		exercise_pull();
		return 0;
	case EXERCISE_PLUG_EVENTS:
		return exercise_events_plug();
	case EXERCISE_RELEASE_ALL:
		return exercise_release_all();
	case EXERCISE_REFUSE:
		return exercise_refuse(arg);
	case EXERCISE_NEED_FIXED_VEC:
		return exercise_need_fixed_vec();
	case EXERCISE_NAP:
		exercise_doze(arg);
		return 0;
	case EXERCISE_ANSWER:
		return EXERCISE_IOCTL_ANSWER;
	case EXERCISE_PAUSE:
		ucmd_device_pause(ucmd_file_device(file));
		return 0;
	case EXERCISE_RESUME:
		ucmd_device_resume(ucmd_file_device(file));
		return 0;
	case EXERCISE_DRAIN:
		return ucmd_device_drain(ucmd_file_device(file), arg);
	case EXERCISE_PURGE:
		ucmd_device_purge(ucmd_file_device(file), -(int)arg);
		return 0;
	default:
		return -ENOTTY;
	}
}

static long exercise_compat_ioctl(struct file *file, unsigned int nr,
				  unsigned long arg)
{
	return nr == EXERCISE_ANSWER ? EXERCISE_COMPAT_ANSWER : -ENOTTY;
}

const struct file_operations exercise_fops = {
	.llseek		= exercise_llseek,
	.read_iter	= exercise_read_iter,
	.write_iter	= exercise_write_iter,
	.poll		= exercise_poll,
	.unlocked_ioctl	= exercise_ioctl,
	.compat_ioctl	= exercise_compat_ioctl,
	.mmap		= exercise_mmap,
	.show_fdinfo	= exercise_show_fdinfo,
};

int exercise_files_init(void)
{
	exercise_page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!exercise_page)
		return -ENOMEM;
	memcpy(page_address(exercise_page), EXERCISE_TEXT, strlen(EXERCISE_TEXT));
	return 0;
}

void exercise_files_exit(void)
{
	__free_page(exercise_page);
}
