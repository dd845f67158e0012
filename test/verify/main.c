// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which page's lamp is there?  All that the pages of doc/rules show, in one module:
 * /dev/lamp_control takes a line of text:
 *
 *	add NAME	register the lamp of that block, such as R01_bad
 *	irq		the lamp raises its interrupt
 *	reset		the driver resets it
 *	remove		unregister it
 */
#include <linux/irq_work.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "lamp.h"
/* All the blocks: lamp_cases[]. */
#include "cases.h"

/* The one that is registered; one caller at a time. */
static const struct lamp_case *lamp_now;
static DEFINE_MUTEX(lamp_lock);

static void lamp_raise(struct irq_work *work)
{
	lamp_now->irq(0, NULL);
}

static struct irq_work lamp_interrupt;

struct workqueue_struct *lamp_wq;

static int lamp_add(const char *name)
{
	int i, err;

	if (lamp_now)
		return -EBUSY;
	for (i = 0; i < ARRAY_SIZE(lamp_cases); i++) {
		if (strcmp(lamp_cases[i]->name, name))
			continue;
		err = ucmd_device_register(lamp_cases[i]->dev);
		if (!err)
			lamp_now = lamp_cases[i];
		return err;
	}
	return -ENOENT;
}

/* The block stays known: an interrupt may come late. */
static void lamp_remove(void)
{
	if (lamp_now)
		ucmd_device_unregister(lamp_now->dev);
}

static int lamp_do(const char *line)
{
	if (!strncmp(line, "add ", 4)) {
		lamp_remove();
		lamp_now = NULL;
		return lamp_add(line + 4);
	}
	if (!strcmp(line, "irq") && lamp_now && lamp_now->irq) {
		irq_work_queue(&lamp_interrupt);
		irq_work_sync(&lamp_interrupt);
		return 0;
	}
	if (!strcmp(line, "reset") && lamp_now && lamp_now->reset) {
		lamp_now->reset();
		return 0;
	}
	if (!strcmp(line, "remove")) {
		lamp_remove();
		return 0;
	}
	return -EINVAL;
}

static ssize_t lamp_write(struct file *file, const char __user *from,
			  size_t size, loff_t *at)
{
	char line[32];
	int err;

	if (size >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, from, size))
		return -EFAULT;
	line[size] = '\0';

	mutex_lock(&lamp_lock);
	err = lamp_do(line);
	mutex_unlock(&lamp_lock);
	return err ?: size;
}

static const struct file_operations lamp_fops = {
	.owner	= THIS_MODULE,
	.write	= lamp_write,
};

static struct miscdevice lamp_control = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "lamp_control",
	.fops	= &lamp_fops,
};

static int __init lamp_init(void)
{
	int err;

	init_irq_work(&lamp_interrupt, lamp_raise);
	lamp_wq = alloc_workqueue("lamp", WQ_UNBOUND, 0);
	if (!lamp_wq)
		return -ENOMEM;
	err = misc_register(&lamp_control);
	if (err)
		destroy_workqueue(lamp_wq);
	return err;
}

static void __exit lamp_exit(void)
{
	misc_deregister(&lamp_control);
	lamp_remove();
	irq_work_sync(&lamp_interrupt);
	destroy_workqueue(lamp_wq);
}

module_init(lamp_init);
module_exit(lamp_exit);

MODULE_DESCRIPTION("what the pages of doc/rules show");
MODULE_LICENSE("GPL");
