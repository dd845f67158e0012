// SPDX-License-Identifier: GPL-2.0-only
/* A queue that is served: one command at a time for each open file, three for the device. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

struct lane {
	struct ucmd_queue queue;
};

static struct ucmd_queue lane_shared = UCMD_QUEUE_INIT(lane_shared);

static void lane_start(struct ucmd_queue *queue, struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, queue == &lane_shared);
}

static struct ucmd_result lane_own(struct ucmd *cmd)
{
	struct lane *lane = ucmd_file_priv(ucmd_file(cmd));

	return ucmd_queue(cmd, &lane->queue);
}

static struct ucmd_result lane_any(struct ucmd *cmd)
{
	return ucmd_queue(cmd, &lane_shared);
}

static int lane_open(struct ucmd_device *dev, struct file *file)
{
	struct lane *lane = ucmd_file_priv(file);

	ucmd_queue_init(&lane->queue);
	ucmd_queue_serve(&lane->queue, 1, lane_start);
	return 0;
}

static const struct ucmd_op lane_ops[] = {
	{ .op = _IO('l', 0), .name = "own", .handler = lane_own },
	{ .op = _IO('l', 1), .name = "any", .handler = lane_any },
};

static struct ucmd_device lane_device = {
	.name		= "shape_lane",
	.ops		= lane_ops,
	.nr_ops		= ARRAY_SIZE(lane_ops),
	.file_size	= sizeof(struct lane),
	.open		= lane_open,
};

static int __init lane_init(void)
{
	ucmd_queue_serve(&lane_shared, 3, lane_start);
	return ucmd_device_register(&lane_device);
}
module_init(lane_init);

static void __exit lane_exit(void)
{
	ucmd_device_unregister(&lane_device);
}
module_exit(lane_exit);

MODULE_DESCRIPTION("shape: queues that ucmd serves");
MODULE_LICENSE("GPL");
