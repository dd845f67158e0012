// SPDX-License-Identifier: GPL-2.0-only
/* fuzz: a driver with ops of every kind.  Its devices, their ops, and how to steer it. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "internal.h"

atomic_t fuzz_live, fuzz_kept, fuzz_wrong;

#define FUZZ_ARGS	.args_size = sizeof(struct fuzz_args)
#define FUZZ_PENDS	.priv_size = sizeof(struct fuzz_job), .finish = fuzz_job_finish
#define FUZZ_JOB	.args_size = sizeof(struct fuzz_args), FUZZ_PENDS
#define FUZZ_HELD	FUZZ_JOB, .cancel = fuzz_job_cancel
#define FUZZ_MEMORY	.args_size = sizeof(struct fuzz_memory), .flags = UCMD_OP_BUFFERS
#define FUZZ_PINNED	FUZZ_MEMORY, FUZZ_PENDS, .cancel = fuzz_job_cancel

static const struct ucmd_op fuzz_ops[] = {
	{ .op = FUZZ_NOP, .name = "nop", .handler = fuzz_nop },
	{ .op = FUZZ_ECHO, .name = "echo", .handler = fuzz_echo, FUZZ_ARGS },
	{ .op = FUZZ_ECHO2, .name = "echo2", .handler = fuzz_echo2, FUZZ_ARGS,
	  .flags = UCMD_OP_RESULT2 },
	{ .op = FUZZ_SUM, .name = "sum", .handler = fuzz_sum,
	  .args_size = sizeof(struct fuzz_sum) },
	{ .op = FUZZ_BYTE, .name = "byte", .handler = fuzz_byte, .args_size = 1 },
	{ .op = FUZZ_ODD, .name = "odd", .handler = fuzz_odd,
	  .args_size = sizeof(struct fuzz_odd) },
	{ .op = FUZZ_WRITER, .name = "writer", .handler = fuzz_nop, .mode = FMODE_WRITE },
	{ .op = FUZZ_SLEEP, .name = "sleep", .handler = fuzz_sleep, FUZZ_ARGS,
	  .flags = UCMD_OP_MAY_SLEEP },
	{ .op = FUZZ_ONCE, .name = "once", .handler = fuzz_once, FUZZ_ARGS },

	{ .op = FUZZ_WAIT, .name = "wait", .handler = fuzz_wait, FUZZ_JOB },
	{ .op = FUZZ_WAIT_BARE, .name = "wait_bare", .handler = fuzz_wait_bare, FUZZ_ARGS },
	{ .op = FUZZ_WAIT_ROOM, .name = "wait_room", .handler = fuzz_wait, FUZZ_JOB,
	  .flags = UCMD_OP_WAITS_FOR_ROOM, .deadline_ms = 10 },
	{ .op = FUZZ_STAY, .name = "stay", .handler = fuzz_stay },
	{ .op = FUZZ_TAKE, .name = "take", .handler = fuzz_take, FUZZ_ARGS },
	{ .op = FUZZ_SERVE, .name = "serve", .handler = fuzz_serve, FUZZ_HELD },

	{ .op = FUZZ_HOLD, .name = "hold", .handler = fuzz_hold, FUZZ_HELD },
	{ .op = FUZZ_HOLD2, .name = "hold2", .handler = fuzz_hold2, FUZZ_HELD,
	  .flags = UCMD_OP_RESULT2 },
	{ .op = FUZZ_STUBBORN, .name = "stubborn", .handler = fuzz_stubborn, FUZZ_JOB },
	{ .op = FUZZ_HOLD_SLEEP, .name = "hold_sleep", .handler = fuzz_hold_sleep, FUZZ_HELD,
	  .flags = UCMD_OP_MAY_SLEEP },
	{ .op = FUZZ_HOLD_ROOM, .name = "hold_room", .handler = fuzz_hold, FUZZ_HELD,
	  .flags = UCMD_OP_WAITS_FOR_ROOM, .deadline_ms = 10 },
	{ .op = FUZZ_FINISH, .name = "finish", .handler = fuzz_hold_finish, FUZZ_HELD },
	{ .op = FUZZ_RELEASE, .name = "release", .handler = fuzz_release, FUZZ_ARGS },
	{ .op = FUZZ_FIND, .name = "find", .handler = fuzz_find, FUZZ_ARGS },
	{ .op = FUZZ_STALE, .name = "stale", .handler = fuzz_stale, FUZZ_ARGS },

	{ .op = FUZZ_FILL, .name = "fill", .handler = fuzz_fill, FUZZ_MEMORY },
	{ .op = FUZZ_FILL_VEC, .name = "fill_vec", .handler = fuzz_fill_vec, FUZZ_MEMORY },
	{ .op = FUZZ_SCAN, .name = "scan", .handler = fuzz_scan, FUZZ_MEMORY },
	{ .op = FUZZ_SCAN_VEC, .name = "scan_vec", .handler = fuzz_scan_vec, FUZZ_MEMORY },
	{ .op = FUZZ_PIN_FILL, .name = "pin_fill", .handler = fuzz_pin_fill, FUZZ_PINNED },
	{ .op = FUZZ_PIN_FILL_VEC, .name = "pin_fill_vec", .handler = fuzz_pin_fill_vec,
	  FUZZ_PINNED },
	{ .op = FUZZ_PIN_SCAN, .name = "pin_scan", .handler = fuzz_pin_scan, FUZZ_PINNED },
	{ .op = FUZZ_PIN_STUBBORN, .name = "pin_stubborn", .handler = fuzz_pin_stubborn,
	  FUZZ_MEMORY, FUZZ_PENDS },
};

/* ------------------------------------------------------------------------
 * Steering
 */

static struct fuzz_device *fuzz_of_file(struct file *file)
{
	return container_of(ucmd_file_device(file), struct fuzz_device, dev);
}

static long fuzz_counts(void __user *to)
{
	struct fuzz_counts counts = {
		.live = atomic_read(&fuzz_live),
		.kept = atomic_read(&fuzz_kept),
		.wrong = atomic_read(&fuzz_wrong),
	};

	return copy_to_user(to, &counts, sizeof(counts)) ? -EFAULT : 0;
}

static void fuzz_pause(struct fuzz_device *fuzz, unsigned long what)
{
	ucmd_device_pause(&fuzz->dev);
	atomic_inc(&fuzz->paused);
	if (what == FUZZ_DRAIN)
		ucmd_device_drain(&fuzz->dev, 1);
	if (what == FUZZ_PURGE)
		ucmd_device_purge(&fuzz->dev, -EIO);
	atomic_dec(&fuzz->paused);
	ucmd_device_resume(&fuzz->dev);
}

static DEFINE_MUTEX(fuzz_plug_lock);

static long fuzz_replug(struct fuzz_device *caller);

static long fuzz_life(struct fuzz_device *fuzz, unsigned long what)
{
	switch (what) {
	case FUZZ_PAUSE:
	case FUZZ_DRAIN:
	case FUZZ_PURGE:
		fuzz_pause(fuzz, what);
		return 0;
	case FUZZ_REPLUG:
		return fuzz_replug(fuzz);
	default:
		return -EINVAL;
	}
}

static long fuzz_ioctl(struct file *file, unsigned int nr, unsigned long arg)
{
	struct fuzz_device *fuzz;

	switch (nr) {
	case FUZZ_COUNTS:
		return fuzz_counts((void __user *)arg);
	case FUZZ_FLUSH:
		for (fuzz = fuzz_devices; fuzz->dev.name; fuzz++)
			fuzz_flush(fuzz);
		return 0;
	case FUZZ_FORGET:
		fuzz_forget();
		return 0;
	case FUZZ_LIFE:
		return fuzz_life(fuzz_of_file(file), arg);
	default:
		return -ENOTTY;
	}
}

/* ------------------------------------------------------------------------
 * The devices
 */

static const struct file_operations fuzz_fops = {
	.unlocked_ioctl	= fuzz_ioctl,
};

#define FUZZ_DEVICE	.ops = fuzz_ops, .nr_ops = ARRAY_SIZE(fuzz_ops), .fops = &fuzz_fops

/* The last has no name. */
struct fuzz_device fuzz_devices[] = {
	{ .dev = { .name = "fuzz", FUZZ_DEVICE, .depth = FUZZ_DEPTH } },
	{ .dev = { .name = "fuzz_small", FUZZ_DEVICE, .depth = FUZZ_SMALL_DEPTH } },
	{ .dev = { .name = "fuzz_plug", FUZZ_DEVICE } },
	{ },
};

static struct fuzz_device * const fuzz_plug = &fuzz_devices[2];

/* A device cannot be taken away by one of its own file operations. */
static long fuzz_replug(struct fuzz_device *caller)
{
	int err;

	if (caller == fuzz_plug)
		return -EDEADLK;
	mutex_lock(&fuzz_plug_lock);
	ucmd_device_unregister(&fuzz_plug->dev);
	err = ucmd_device_register(&fuzz_plug->dev);
	mutex_unlock(&fuzz_plug_lock);
	return err;
}

static void fuzz_device_init(struct fuzz_device *fuzz)
{
	int i;

	for (i = 0; i < FUZZ_QUEUES; i++)
		ucmd_queue_init(&fuzz->queues[i]);
	ucmd_queue_init(&fuzz->stay);
	ucmd_queue_init(&fuzz->served);
	ucmd_queue_serve(&fuzz->served, FUZZ_SERVED, fuzz_start);
	spin_lock_init(&fuzz->lock);
	INIT_LIST_HEAD(&fuzz->parked);
}

static void fuzz_unregister(void)
{
	struct fuzz_device *fuzz;

	for (fuzz = fuzz_devices; fuzz->dev.name; fuzz++)
		ucmd_device_unregister(&fuzz->dev);
}

static int __init fuzz_init(void)
{
	struct fuzz_device *fuzz;
	int err;

	err = fuzz_memory_init();
	if (err)
		return err;
	err = fuzz_pending_init();
	if (err)
		goto exit_memory;
	for (fuzz = fuzz_devices; !err && fuzz->dev.name; fuzz++) {
		fuzz_device_init(fuzz);
		err = ucmd_device_register(&fuzz->dev);
	}
	if (!err)
		return 0;
	fuzz_unregister();
	fuzz_pending_exit();
exit_memory:
	fuzz_memory_exit();
	return err;
}

static void __exit fuzz_exit(void)
{
	fuzz_unregister();
	fuzz_pending_exit();
	fuzz_memory_exit();
}

module_init(fuzz_init);
module_exit(fuzz_exit);

MODULE_DESCRIPTION("ucmd test: ops of every kind, for the fuzzer");
MODULE_LICENSE("GPL");
