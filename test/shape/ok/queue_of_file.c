// SPDX-License-Identifier: GPL-2.0-only
/* A queue in the private memory of an open file. */
#include <linux/module.h>
#include <ucmd/ucmd.h>

struct mailbox {
	struct ucmd_queue readers;
};

static struct mailbox *mailbox_of(struct ucmd *cmd)
{
	return ucmd_file_priv(ucmd_file(cmd));
}

static struct ucmd_result mailbox_read(struct ucmd *cmd)
{
	return ucmd_queue(cmd, &mailbox_of(cmd)->readers);
}

static struct ucmd_result mailbox_post(struct ucmd *cmd)
{
	struct ucmd_pending *reader = ucmd_queue_take(&mailbox_of(cmd)->readers);

	if (!reader)
		return ucmd_complete(cmd, -ENOENT);
	ucmd_pending_complete(reader, 0);
	return ucmd_complete(cmd, 0);
}

static int mailbox_open(struct ucmd_device *dev, struct file *file)
{
	struct mailbox *mailbox = ucmd_file_priv(file);

	if (ucmd_file_device(file) != dev)
		return -EIO;
	ucmd_queue_init(&mailbox->readers);
	return 0;
}

static const struct ucmd_op mailbox_ops[] = {
	{ .op = _IO('m', 0), .name = "read", .handler = mailbox_read },
	{ .op = _IO('m', 1), .name = "post", .handler = mailbox_post },
};

static struct ucmd_device mailbox_device = {
	.name		= "shape_mailbox",
	.ops		= mailbox_ops,
	.nr_ops		= ARRAY_SIZE(mailbox_ops),
	.file_size	= sizeof(struct mailbox),
	.open		= mailbox_open,
};
module_ucmd_device(mailbox_device);

MODULE_DESCRIPTION("shape: a queue for each open file");
MODULE_LICENSE("GPL");
