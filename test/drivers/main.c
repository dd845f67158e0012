// SPDX-License-Identifier: GPL-2.0-only
/* exercise: a driver that does what tests ask of it.  Its devices and their ops. */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>

#include "internal.h"

atomic_t exercise_counts[EXERCISE_COUNTERS];

static int exercise_open(struct ucmd_device *dev, struct file *file)
{
	/* programs that want to be refused say so */
	if (file->f_flags & O_EXCL)
		return -EUSERS;
	exercise_count(EXERCISE_OPENS);
	exercise_served_init(&((struct exercise_file *)ucmd_file_priv(file))->served, 1);
	return 0;
}

static void exercise_close(struct ucmd_device *dev, struct file *file)
{
	exercise_count(EXERCISE_RELEASES);
}

#define EXERCISE_HOLDING						\
	.cancel = exercise_hold_cancel, .finish = exercise_hold_finish,	\
	.priv_size = sizeof(struct exercise_job)

static const struct ucmd_op exercise_ops[] = {
	{ .op = EXERCISE_NOP, .name = "nop", .handler = exercise_nop },
	{ .op = EXERCISE_ECHO, .name = "echo", .handler = exercise_echo,
	  .args_size = sizeof(struct exercise_echo) },
	{ .op = EXERCISE_SUM16, .name = "sum16", .handler = exercise_sum16,
	  .args_size = sizeof(struct exercise_sum16) },
	{ .op = EXERCISE_SUM80, .name = "sum80", .handler = exercise_sum80,
	  .args_size = sizeof(struct exercise_sum80) },
	{ .op = EXERCISE_ECHO2, .name = "echo2", .handler = exercise_echo2,
	  .args_size = sizeof(struct exercise_echo2), .flags = UCMD_OP_RESULT2 },
	{ .op = EXERCISE_WHERE, .name = "where", .handler = exercise_where },
	{ .op = EXERCISE_SLEEP, .name = "sleep", .handler = exercise_sleep,
	  .args_size = sizeof(struct exercise_sleep), .flags = UCMD_OP_MAY_SLEEP },
	{ .op = EXERCISE_WRITER, .name = "writer", .handler = exercise_nop,
	  .mode = FMODE_WRITE },
	{ .op = EXERCISE_READER, .name = "reader", .handler = exercise_nop,
	  .mode = FMODE_READ },
	{ .op = EXERCISE_ADMIN, .name = "admin", .handler = exercise_nop,
	  .cap = CAP_SYS_ADMIN },

	{ .op = EXERCISE_WAIT, .name = "wait", .handler = exercise_wait,
	  .finish = exercise_wait_finish, .args_size = sizeof(struct exercise_wait),
	  .priv_size = sizeof(struct exercise_waiter) },
	{ .op = EXERCISE_WAIT_BARE, .name = "wait_bare", .handler = exercise_wait_bare },
	{ .op = EXERCISE_WAIT_ROOM, .name = "wait_room", .handler = exercise_wait,
	  .finish = exercise_wait_finish, .args_size = sizeof(struct exercise_wait),
	  .priv_size = sizeof(struct exercise_waiter),
	  .flags = UCMD_OP_WAITS_FOR_ROOM },
	{ .op = EXERCISE_WAIT_LIMITED, .name = "wait_limited", .handler = exercise_wait,
	  .finish = exercise_wait_finish, .args_size = sizeof(struct exercise_wait),
	  .priv_size = sizeof(struct exercise_waiter),
	  .deadline_ms = EXERCISE_LIMIT_MS },
	{ .op = EXERCISE_WAIT_ROOM_LIMITED, .name = "wait_room_limited",
	  .handler = exercise_wait,
	  .finish = exercise_wait_finish, .args_size = sizeof(struct exercise_wait),
	  .priv_size = sizeof(struct exercise_waiter),
	  .flags = UCMD_OP_WAITS_FOR_ROOM, .deadline_ms = EXERCISE_LIMIT_MS },
	{ .op = EXERCISE_TAKE, .name = "take", .handler = exercise_take,
	  .args_size = sizeof(struct exercise_take) },

	{ .op = EXERCISE_HOLD, .name = "hold", .handler = exercise_hold,
	  .args_size = sizeof(struct exercise_hold), EXERCISE_HOLDING },
	{ .op = EXERCISE_HOLD2, .name = "hold2", .handler = exercise_hold2,
	  .args_size = sizeof(struct exercise_hold), EXERCISE_HOLDING,
	  .flags = UCMD_OP_RESULT2 },
	{ .op = EXERCISE_HOLD_STUBBORN, .name = "hold_stubborn",
	  .handler = exercise_hold_stubborn,
	  .args_size = sizeof(struct exercise_hold),
	  .priv_size = sizeof(struct exercise_job) },
	{ .op = EXERCISE_HOLD_ASLEEP, .name = "hold_asleep",
	  .handler = exercise_hold_asleep,
	  .args_size = sizeof(struct exercise_hold), EXERCISE_HOLDING,
	  .flags = UCMD_OP_MAY_SLEEP },
	{ .op = EXERCISE_FINISH, .name = "finish", .handler = exercise_finish,
	  .args_size = sizeof(struct exercise_finish), EXERCISE_HOLDING },
	{ .op = EXERCISE_RELEASE, .name = "release", .handler = exercise_release,
	  .args_size = sizeof(struct exercise_release) },

	{ .op = EXERCISE_SERVE, .name = "serve", .handler = exercise_serve,
	  .args_size = sizeof(struct exercise_serve), EXERCISE_HOLDING },
	{ .op = EXERCISE_SERVE_STUBBORN, .name = "serve_stubborn",
	  .handler = exercise_serve_stubborn,
	  .args_size = sizeof(struct exercise_serve),
	  .priv_size = sizeof(struct exercise_job) },

	{ .op = EXERCISE_FILL, .name = "fill", .handler = exercise_fill,
	  .args_size = sizeof(struct exercise_memory), .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_ADD, .name = "add", .handler = exercise_add,
	  .args_size = sizeof(struct exercise_memory), .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_PIN_FILL, .name = "pin_fill", .handler = exercise_pin_fill,
	  .args_size = sizeof(struct exercise_memory), EXERCISE_HOLDING,
	  .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_PIN_ADD, .name = "pin_add", .handler = exercise_pin_add,
	  .args_size = sizeof(struct exercise_memory), EXERCISE_HOLDING,
	  .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_PIN_STUBBORN, .name = "pin_stubborn",
	  .handler = exercise_pin_fill, .finish = exercise_hold_finish,
	  .args_size = sizeof(struct exercise_memory),
	  .priv_size = sizeof(struct exercise_job), .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_PIN_LIMITED, .name = "pin_limited",
	  .handler = exercise_pin_fill, .finish = exercise_hold_finish,
	  .args_size = sizeof(struct exercise_memory),
	  .priv_size = sizeof(struct exercise_job), .flags = UCMD_OP_BUFFERS,
	  .deadline_ms = EXERCISE_LIMIT_MS },

	{ .op = EXERCISE_MOVE, .name = "move", .handler = exercise_move,
	  .args_size = sizeof(struct exercise_move), .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_MOVE_VEC, .name = "move_vec", .handler = exercise_move_vec,
	  .args_size = sizeof(struct exercise_move), .flags = UCMD_OP_BUFFERS },
	{ .op = EXERCISE_PIN_MOVE, .name = "pin_move", .handler = exercise_pin_move,
	  .args_size = sizeof(struct exercise_move),
	  .flags = UCMD_OP_BUFFERS | UCMD_OP_HOLDS },
	{ .op = EXERCISE_PIN_MOVE_VEC, .name = "pin_move_vec",
	  .handler = exercise_pin_move_vec,
	  .args_size = sizeof(struct exercise_move),
	  .flags = UCMD_OP_BUFFERS | UCMD_OP_HOLDS },

	{ .op = EXERCISE_KEEP_NAME, .name = "keep_name",
	  .handler = exercise_keep_name, .flags = UCMD_OP_HOLDS },
	{ .op = EXERCISE_USE_NAME, .name = "use_name", .handler = exercise_use_name,
	  .priv_size = sizeof(u64) },

	{ .op = EXERCISE_MISUSE, .name = "misuse", .handler = exercise_misuse,
	  .args_size = sizeof(struct exercise_misuse), .flags = UCMD_OP_HOLDS },
	{ .op = EXERCISE_MISUSE_BARE, .name = "misuse_bare",
	  .handler = exercise_misuse,
	  .args_size = sizeof(struct exercise_misuse) },
	{ .op = EXERCISE_MISUSE_ASLEEP, .name = "misuse_asleep",
	  .handler = exercise_misuse_asleep,
	  .args_size = sizeof(struct exercise_misuse),
	  .flags = UCMD_OP_MAY_SLEEP },
};

#define EXERCISE_DEVICE							\
	.ops		= exercise_ops,					\
	.nr_ops		= ARRAY_SIZE(exercise_ops),			\
	.file_size	= sizeof(struct exercise_file),			\
	.open		= exercise_open,				\
	.release	= exercise_close,				\
	.fops		= &exercise_fops

/* The last has no name. */
struct exercise exercise_devices[] = {
	{ .dev = { .name = "exercise", EXERCISE_DEVICE, .mode = 0666 } },
	{ .dev = { .name = "exercise_small", EXERCISE_DEVICE,
		   .depth = EXERCISE_SMALL_DEPTH, .poll = exercise_poll_device } },
	{ .dev = { .name = "exercise_plug", EXERCISE_DEVICE, .mode = 0666 } },
	{ },
};

static struct ucmd_device * const exercise_main = &exercise_devices[0].dev;
static struct ucmd_device * const exercise_small = &exercise_devices[1].dev;
static struct ucmd_device * const exercise_plugged = &exercise_devices[2].dev;

static DEFINE_MUTEX(exercise_plug_lock);
static bool exercise_is_plugged;	/* under exercise_plug_lock */

static void exercise_quiesce(struct ucmd_device *dev)
{
	exercise_release_parked(container_of(dev, struct exercise, dev), 0, -ESHUTDOWN);
}

/* Under exercise_plug_lock. */
static void exercise_unplug(void)
{
	ucmd_device_unregister(exercise_plugged);
	exercise_parent_free(exercise_plugged->parent);
	exercise_plugged->parent = NULL;
	exercise_is_plugged = false;
}

int exercise_plug(unsigned long how)
{
	struct device *parent = NULL;
	int err = 0;

	mutex_lock(&exercise_plug_lock);
	if (!exercise_is_plugged && how >= 3)
		parent = exercise_parent_new(how == 4);
	if (IS_ERR(parent)) {
		err = PTR_ERR(parent);
		goto unlock;
	}
	if (!exercise_is_plugged) {
		exercise_plugged->parent = parent;
		exercise_plugged->ops = how == 1 ? NULL : exercise_ops;
		exercise_plugged->nr_ops = how == 1 ? 0 : ARRAY_SIZE(exercise_ops);
		exercise_plugged->quiesce = how == 2 ? exercise_quiesce : NULL;
	}
	err = ucmd_device_register(exercise_plugged);
	if (!err)
		exercise_is_plugged = true;
	else if (!exercise_is_plugged)
		exercise_unplug();
unlock:
	mutex_unlock(&exercise_plug_lock);
	return err;
}

void exercise_pull(void)
{
	mutex_lock(&exercise_plug_lock);
	exercise_unplug();
	mutex_unlock(&exercise_plug_lock);
	exercise_events_pull();
}

static void exercise_devices_init(void)
{
	struct exercise *ex;
	unsigned int i;

	for (ex = exercise_devices; ex->dev.name; ex++) {
		for (i = 0; i < EXERCISE_QUEUES; i++)
			ucmd_queue_init(&ex->queues[i]);
		ucmd_queue_init(&ex->bare);
		exercise_served_init(&ex->served[EXERCISE_SERVED_ONE], 1);
		exercise_served_init(&ex->served[EXERCISE_SERVED_THREE], 3);
		spin_lock_init(&ex->lock);
		INIT_LIST_HEAD(&ex->parked);
	}
}

static int exercise_register(void)
{
	int err = ucmd_device_register(exercise_main);

	if (err)
		return err;
	err = ucmd_device_register(exercise_small);
	if (err)
		ucmd_device_unregister(exercise_main);
	return err;
}

static int __init exercise_init(void)
{
	int err;

	exercise_devices_init();
	err = exercise_files_init();
	if (err)
		return err;
	err = exercise_hold_init();
	if (err)
		goto exit_files;
	err = exercise_register();
	if (err)
		goto exit_hold;
	return 0;

exit_hold:
	exercise_hold_exit();
exit_files:
	exercise_files_exit();
	return err;
}

static void __exit exercise_exit(void)
{
	exercise_pull();
	ucmd_device_unregister(exercise_small);
	ucmd_device_unregister(exercise_main);
	exercise_hold_exit();
	exercise_files_exit();
}

module_init(exercise_init);
module_exit(exercise_exit);

MODULE_DESCRIPTION("ucmd test: uses and misuses every feature on request");
MODULE_LICENSE("GPL");
