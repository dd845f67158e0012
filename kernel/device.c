// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is alive?  Registering and unregistering a device, opening and releasing
 * its files, and how long the framework's half of it lasts.
 */
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "gate.h"
#include "internal.h"
#include "verify.h"

/* ------------------------------------------------------------------------
 * The core
 */

static void ucmd_core_free_rcu(struct rcu_head *rcu)
{
	struct ucmd_core *core = container_of(rcu, struct ucmd_core, rcu);

	ucmd_pool_free(core->pool);
	kfree(core->rows);
	kfree(core->name);
	kfree(core);
}

static void ucmd_core_free(struct kref *refs)
{
	struct ucmd_core *core = container_of(refs, struct ucmd_core, refs);

	ucmd_verify_stop(core);
	cancel_delayed_work_sync(&core->sweep);
	ucmd_pool_exit(core);
	ucmd_gate_exit(&core->commands, &core->key[0]);
	ucmd_gate_exit(&core->files, &core->key[1]);
	call_rcu(&core->rcu, ucmd_core_free_rcu);
}

static void ucmd_core_put(struct ucmd_core *core)
{
	kref_put(&core->refs, ucmd_core_free);
}

/* ------------------------------------------------------------------------
 * Open files
 */

void *ucmd_file_priv(struct file *file)
{
	struct ucmd_open *open = file->private_data;

	return open->core->file_size ? open->priv : NULL;
}
EXPORT_SYMBOL_GPL(ucmd_file_priv);

struct ucmd_device *ucmd_file_device(struct file *file)
{
	return ucmd_file_core(file)->dev;
}
EXPORT_SYMBOL_GPL(ucmd_file_device);

/* What is left of a file when its core may be freed. */
static const struct file_operations ucmd_closed_fops = {
	.owner	= THIS_MODULE,
};

/*
 * The file's operations are part of the core, and the VFS looks at them once
 * more after ->release or a failed ->open, to put their owner (fops_put() in
 * __fput() and do_dentry_open()).  So the file is left with operations that stay.
 * The driver's module is put here, ours by the VFS.
 */
static void ucmd_close(struct file *file, struct ucmd_open *open)
{
	struct ucmd_core *core = open->core;

	file->private_data = NULL;
	__module_get(THIS_MODULE);
	fops_put(file->f_op);
	file->f_op = &ucmd_closed_fops;
	/* a queue may be part of it, and be looked at until then (queue.c) */
	kfree_rcu(open, rcu);
	ucmd_core_put(core);
}

/* A parent without runtime PM answers -EACCES, and is awake. */
static int ucmd_parent_wake(struct device *parent)
{
	int err = parent ? pm_runtime_get_sync(parent) : 0;

	if (err >= 0 || err == -EACCES)
		return 0;
	pm_runtime_put_noidle(parent);
	return err;
}

static void ucmd_parent_let_sleep(struct device *parent)
{
	if (parent)
		pm_runtime_put(parent);
}

static int ucmd_driver_open(struct ucmd_core *core, struct ucmd_open *open)
{
	struct ucmd_device *dev = core->dev;
	int err = ucmd_parent_wake(dev->parent);

	if (err)
		return err;
	err = dev->open ? dev->open(dev, open->file) : 0;
	if (err) {
		ucmd_parent_let_sleep(dev->parent);
		return err;
	}
	/* still inside the gate: unregister looks at the list after closing it */
	mutex_lock(&core->opens_lock);
	list_add(&open->node, &core->opens);
	mutex_unlock(&core->opens_lock);
	return 0;
}

/*
 * Call the driver's .release for @open unless that has happened.  As long as an
 * open file is listed, unregister has not returned: the device is valid.
 */
static void ucmd_driver_release(struct ucmd_core *core, struct ucmd_open *open)
{
	lockdep_assert_held(&core->opens_lock);

	if (list_empty(&open->node))
		return;
	list_del_init(&open->node);
	if (core->dev->release)
		core->dev->release(core->dev, open->file);
	ucmd_parent_let_sleep(core->dev->parent);
}

/*
 * misc_open() calls this under its mutex, which misc_deregister() takes too: the
 * core has its registration's reference here.
 */
static int ucmd_open(struct inode *inode, struct file *file)
{
	struct ucmd_core *core = container_of(file->private_data,
					      struct ucmd_core, misc);
	struct ucmd_open *open;
	int err = -ENODEV;
	int idx;

	open = kzalloc(sizeof(*open) + core->file_size, GFP_KERNEL_ACCOUNT);
	if (!open)
		return -ENOMEM;
	kref_get(&core->refs);
	open->core = core;
	open->file = file;
	INIT_LIST_HEAD(&open->node);
	file->private_data = open;

	if (ucmd_gate_enter(&core->files, &idx)) {
		err = ucmd_driver_open(core, open);
		ucmd_gate_leave(&core->files, idx);
	}
	if (err)
		ucmd_close(file, open);
	return err;
}

static int ucmd_release(struct inode *inode, struct file *file)
{
	struct ucmd_open *open = file->private_data;
	struct ucmd_core *core = open->core;

	mutex_lock(&core->opens_lock);
	ucmd_driver_release(core, open);
	mutex_unlock(&core->opens_lock);
	ucmd_close(file, open);
	return 0;
}

static void ucmd_release_all(struct ucmd_core *core)
{
	struct ucmd_open *open, *next;

	mutex_lock(&core->opens_lock);
	list_for_each_entry_safe(open, next, &core->opens, node)
		ucmd_driver_release(core, open);
	mutex_unlock(&core->opens_lock);
}

/* ------------------------------------------------------------------------
 * Registration
 */

/* What is wrong with @op, for the log; NULL if nothing. */
static const char *ucmd_op_fault(const struct ucmd_op *op)
{
	if (!op->name || !*op->name)
		return "has no .name";
	if (!op->handler)
		return "has no .handler";
	if (op->args_size > UCMD_ARGS_MAX)
		return "has an .args_size beyond UCMD_ARGS_MAX, which no SQE carries";
	if ((_IOC_DIR(op->op) & _IOC_WRITE) && _IOC_SIZE(op->op) != op->args_size)
		return "has an .args_size other than the size in its number";
	if (_IOC_TYPE(op->op) == UCMD_IOC_TYPE)
		return "has a number that is ucmd's own: see include/uapi/ucmd.h";
	if (op->flags & ~(UCMD_OP_MAY_SLEEP | UCMD_OP_RESULT2 | UCMD_OP_HOLDS |
			  UCMD_OP_WAITS_FOR_ROOM | UCMD_OP_FIXED_VEC |
			  UCMD_OP_MULTISHOT))
		return "has unknown .flags";
	if (!op->fill != !(op->flags & UCMD_OP_MULTISHOT))
		return "has only one of .fill and UCMD_OP_MULTISHOT";
	if (op->fill && !op->cancel)
		return "has a .fill, but no .cancel: what it cannot fill is to end";
	if (op->fill && op->flags & UCMD_OP_RESULT2)
		return "has UCMD_OP_MULTISHOT and UCMD_OP_RESULT2: events have one result word";
	if (op->mode & ~(FMODE_READ | FMODE_WRITE))
		return "has a .mode other than FMODE_READ and FMODE_WRITE";
	if (op->priv_size > PAGE_SIZE)
		return "has a .priv_size beyond a page: keep a pointer there";
	return NULL;
}

static const char *ucmd_device_fault(const struct ucmd_device *dev)
{
	const char *fault = ucmd_name_fault(dev->name);

	if (fault)
		return fault;
	if (!dev->nr_ops != !dev->ops)
		return "has only one of .ops and .nr_ops";
	if (dev->depth > UCMD_DEPTH_MAX)
		return "has a .depth beyond UCMD_DEPTH_MAX";
	return NULL;
}

static void ucmd_row_init(struct ucmd_row *row, const struct ucmd_op *op)
{
	u8 unused[sizeof(row->unused)];

	row->op = op;
	row->number = op->op;
	row->args_size = op->args_size;
	row->reserve = op->flags & (UCMD_OP_HOLDS | UCMD_OP_WAITS_FOR_ROOM) ||
		       op->priv_size || op->cancel || op->finish;

	memset(unused, 0xff, sizeof(unused));
	memset(unused, 0, min_t(size_t, op->args_size, sizeof(unused)));
	memcpy(row->unused, unused, sizeof(unused));
}

/* Check the table and index it by number. */
static int ucmd_rows_init(struct ucmd_core *core, const struct ucmd_device *dev)
{
	unsigned int i;

	core->rows = kcalloc(dev->nr_ops, sizeof(*core->rows), GFP_KERNEL);
	if (!core->rows)
		return -ENOMEM;

	for (i = 0; i < dev->nr_ops; i++) {
		const struct ucmd_op *op = &dev->ops[i];
		struct ucmd_row *row = &core->rows[i];
		const struct ucmd_row **head = &core->by_nr[_IOC_NR(op->op)];
		const char *fault = ucmd_op_fault(op);
		const struct ucmd_row *other;

		for (other = *head; other; other = other->next)
			if (other->number == op->op)
				fault = "has the number of another op";
		if (fault) {
			pr_err("ucmd: %s: op %u (%s, number %#x) %s\n",
			       dev->name, i, op->name ?: "no name", op->op, fault);
			return -EINVAL;
		}
		if ((op->flags & UCMD_OP_FIXED_VEC) == UCMD_OP_FIXED_VEC &&
		    !ucmd_compat_has_fixed_vec()) {
			pr_err("ucmd: %s: op %u (%s) needs vectors of registered buffers, which this kernel has not: Linux 6.15\n",
			       dev->name, i, op->name);
			return -EOPNOTSUPP;
		}
		if (op->flags & UCMD_OP_MULTISHOT && !ucmd_compat_has_multishot()) {
			pr_err("ucmd: %s: op %u (%s) needs multishot commands, which this kernel has not: Linux 6.18\n",
			       dev->name, i, op->name);
			return -EOPNOTSUPP;
		}
		ucmd_row_init(row, op);
		row->next = *head;
		*head = row;
	}
	return 0;
}

static size_t ucmd_priv_max(const struct ucmd_device *dev)
{
	size_t max = 0;
	unsigned int i;

	for (i = 0; i < dev->nr_ops; i++)
		max = max_t(size_t, max, dev->ops[i].priv_size);
	return max;
}

static int ucmd_fops_init(struct ucmd_core *core, const struct ucmd_device *dev,
			  struct module *owner)
{
	core->fops.owner = owner;
	core->fops.open = ucmd_open;
	core->fops.release = ucmd_release;
	if (dev->nr_ops) {
		core->fops.uring_cmd = ucmd_uring_cmd;
		core->fops.uring_cmd_iopoll = ucmd_uring_iopoll;
	}
	if (dev->nr_ops || (dev->fops && dev->fops->unlocked_ioctl))
		core->fops.unlocked_ioctl = ucmd_ioctl;
	if (dev->nr_ops || (dev->fops && dev->fops->compat_ioctl))
		core->fops.compat_ioctl = ucmd_compat_ioctl;
	if (!dev->fops)
		return 0;

	core->driver_fops = dev->fops;
	if (ucmd_file_compose(&core->fops, dev->fops)) {
		pr_err("ucmd: %s: .fops has an operation that ucmd does not pass through: see struct ucmd_device\n",
		       dev->name);
		return -EINVAL;
	}
	return 0;
}

static struct ucmd_core *ucmd_core_new(struct ucmd_device *dev,
				       struct module *owner)
{
	struct ucmd_core *core;
	int err;

	core = kzalloc(sizeof(*core), GFP_KERNEL);
	if (!core)
		return ERR_PTR(-ENOMEM);
	kref_init(&core->refs);
	mutex_init(&core->opens_lock);
	mutex_init(&core->life_lock);
	init_waitqueue_head(&core->stir);
	INIT_DELAYED_WORK(&core->sweep, ucmd_sweep_work);
	INIT_LIST_HEAD(&core->opens);
	core->dev = dev;
	core->file_size = dev->file_size;
	err = ucmd_name_take(core, dev->name);
	if (err)
		goto free_core;

	err = ucmd_rows_init(core, dev);
	if (err)
		goto free_rows;
	err = ucmd_fops_init(core, dev, owner);
	if (err)
		goto free_rows;
	err = ucmd_gate_init(&core->commands, &core->key[0]);
	if (err)
		goto free_rows;
	err = ucmd_gate_init(&core->files, &core->key[1]);
	if (err)
		goto exit_commands;
	err = ucmd_pool_init(core, dev->depth ?: UCMD_DEPTH_DEFAULT,
			     ucmd_priv_max(dev));
	if (err)
		goto exit_files;

	core->misc.minor = MISC_DYNAMIC_MINOR;
	core->misc.name = core->name;
	core->misc.fops = &core->fops;
	core->misc.parent = dev->parent;
	core->misc.mode = dev->mode ?: 0600;
	core->misc.groups = ucmd_verify_groups;
	ucmd_verify_start(core);
	return core;

exit_files:
	ucmd_gate_exit(&core->files, &core->key[1]);
exit_commands:
	ucmd_gate_exit(&core->commands, &core->key[0]);
free_rows:
	kfree(core->rows);
	ucmd_name_give(core);
	kfree(core->name);
free_core:
	kfree(core);
	return ERR_PTR(err);
}

int __ucmd_device_register(struct ucmd_device *dev, struct module *owner)
{
	struct ucmd_core *core;
	const char *fault;
	int err;

	if (!dev->name || !*dev->name) {
		pr_err("ucmd: a device of module %s has no .name\n",
		       owner ? owner->name : "(built in)");
		return -EINVAL;
	}
	fault = ucmd_device_fault(dev);
	if (fault) {
		pr_err("ucmd: %s: device %s\n", dev->name, fault);
		return -EINVAL;
	}
	if (dev->core) {
		pr_err("ucmd: %s: device is registered already\n", dev->name);
		return -EBUSY;
	}

	core = ucmd_core_new(dev, owner);
	if (IS_ERR(core))
		return PTR_ERR(core);
	/* before the node exists: a file may be opened at once */
	dev->core = core;
	err = misc_register(&core->misc);
	if (err) {
		pr_err("ucmd: %s: cannot create the node: %pe\n", dev->name,
		       ERR_PTR(err));
		dev->core = NULL;
		ucmd_name_give(core);
		ucmd_core_put(core);
	}
	return err;
}
EXPORT_SYMBOL_GPL(__ucmd_device_register);

void ucmd_device_unregister(struct ucmd_device *dev)
{
	struct ucmd_core *core = dev->core;

	if (!core)
		return;
	/*
	 * No reference to @dev is left at the end: no file can be opened from
	 * here on; who is inside a gate has left when it is closed, and who waits
	 * before one is told; no .cancel starts after end_all, for nothing is
	 * held that was not parted then; no open file is listed after release_all.
	 */
	misc_deregister(&core->misc);
	ucmd_name_give(core);
	/* first: who finds the other shut looks here whether it is for good */
	ucmd_gate_shut(&core->files);
	ucmd_gate_shut(&core->commands);
	wake_up_all(&core->stir);
	ucmd_gate_wait(&core->commands);
	ucmd_gate_wait(&core->files);
	if (dev->quiesce)
		dev->quiesce(dev);
	ucmd_serve_none(core);
	ucmd_end_all(core, -ENODEV);
	ucmd_verify_left(core);
	ucmd_release_all(core);
	dev->core = NULL;
	core->dev = NULL;
	ucmd_core_put(core);
}
EXPORT_SYMBOL_GPL(ucmd_device_unregister);
