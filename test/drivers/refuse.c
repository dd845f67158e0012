// SPDX-License-Identifier: GPL-2.0-only
/* Which devices must not be registered, or not everywhere?  Each is right but for one fault. */
#include "internal.h"

#define EXERCISE_GOOD_OP	.op = EXERCISE_NOP, .name = "nop", .handler = exercise_nop

static const struct ucmd_op exercise_bad_ops[] = {
	{ EXERCISE_GOOD_OP, .flags = BIT(31) },
	{ EXERCISE_GOOD_OP, .mode = FMODE_EXEC },
	{ EXERCISE_GOOD_OP, .args_size = UCMD_ARGS_MAX + 1 },
	{ EXERCISE_GOOD_OP, .priv_size = PAGE_SIZE + 1 },
	{ .op = EXERCISE_NOP, .handler = exercise_nop },
	{ .op = EXERCISE_NOP, .name = "", .handler = exercise_nop },
	{ .op = EXERCISE_NOP, .name = "nop" },
	{ .op = EXERCISE_ECHO, .name = "echo", .handler = exercise_echo,
	  .args_size = sizeof(struct exercise_echo) - 4 },
};

static ssize_t exercise_fill_none(struct ucmd_pending *pend, struct iov_iter *to)
{
	return 0;
}

static const struct ucmd_op exercise_bad_events[] = {
	{ EXERCISE_GOOD_OP, .flags = UCMD_OP_MULTISHOT, .cancel = exercise_hold_cancel },
	{ EXERCISE_GOOD_OP, .flags = UCMD_OP_MULTISHOT, .fill = exercise_fill_none },
	{ EXERCISE_GOOD_OP, .fill = exercise_fill_none, .cancel = exercise_hold_cancel },
	{ EXERCISE_GOOD_OP, .fill = exercise_fill_none, .cancel = exercise_hold_cancel,
	  .flags = UCMD_OP_MULTISHOT | UCMD_OP_RESULT2 },
};

static const struct ucmd_op exercise_same_number[] = {
	{ EXERCISE_GOOD_OP },
	{ EXERCISE_GOOD_OP },
};

static int exercise_flush(struct file *file, fl_owner_t id)
{
	return 0;
}

static const struct file_operations exercise_lost_fops = {
	.flush	= exercise_flush,
};

static const struct ucmd_device exercise_bad_devices[] = {
	{ .name = NULL },
	{ .name = "" },
	{ .name = "exercise/bad" },
	{ .name = "exercise%s" },
	{ .name = "exercise%d_bad" },
	{ .name = "exercise%d%d" },
	{ .name = "exercise_bad", .depth = UCMD_DEPTH_MAX + 1 },
	{ .name = "exercise_bad", .ops = exercise_same_number },
	{ .name = "exercise_bad", .nr_ops = 1 },
	{ .name = "exercise_bad", .ops = exercise_same_number,
	  .nr_ops = ARRAY_SIZE(exercise_same_number) },
	{ .name = "exercise_bad", .fops = &exercise_lost_fops },
};

static int exercise_try(struct ucmd_device dev)
{
	int err = ucmd_device_register(&dev);

	if (!err)
		ucmd_device_unregister(&dev);
	return err;
}

int exercise_refuse(unsigned long n)
{
	struct ucmd_device dev = { .name = "exercise_bad", .nr_ops = 1 };

	if (n < ARRAY_SIZE(exercise_bad_ops)) {
		dev.ops = &exercise_bad_ops[n];
		return exercise_try(dev);
	}
	n -= ARRAY_SIZE(exercise_bad_ops);
	if (n < ARRAY_SIZE(exercise_bad_events)) {
		dev.ops = &exercise_bad_events[n];
		return exercise_try(dev);
	}
	n -= ARRAY_SIZE(exercise_bad_events);
	if (n < ARRAY_SIZE(exercise_bad_devices))
		return exercise_try(exercise_bad_devices[n]);
	return -ERANGE;
}

int exercise_need_fixed_vec(void)
{
	static const struct ucmd_op ops[] = {
		{ .op = EXERCISE_NOP, .name = "fixed_vec", .handler = exercise_nop,
		  .flags = UCMD_OP_FIXED_VEC },
	};

	return exercise_try((struct ucmd_device){
		.name = "exercise_fixed_vec", .ops = ops, .nr_ops = ARRAY_SIZE(ops),
	});
}
