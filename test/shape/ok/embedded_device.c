// SPDX-License-Identifier: GPL-2.0-only
/* A device inside a larger struct, one for each piece of hardware found. */
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <ucmd/ucmd.h>

struct gadget {
	struct ucmd_device dev;
	struct ucmd_queue waiters;
	u32 serial;
	char name[16];
};

static struct gadget *to_gadget(struct ucmd_device *dev)
{
	return container_of(dev, struct gadget, dev);
}

static struct ucmd_result gadget_serial(struct ucmd *cmd)
{
	return ucmd_complete(cmd, to_gadget(ucmd_device(cmd))->serial);
}

static struct ucmd_result gadget_wait(struct ucmd *cmd)
{
	return ucmd_queue(cmd, &to_gadget(ucmd_device(cmd))->waiters);
}

static int gadget_open(struct ucmd_device *dev, struct file *file)
{
	return to_gadget(dev)->serial ? 0 : -ENXIO;
}

static const struct ucmd_op gadget_ops[] = {
	{ .op = _IO('g', 0), .name = "serial", .handler = gadget_serial },
	{ .op = _IO('g', 1), .name = "wait", .handler = gadget_wait },
};

static int gadget_probe(struct platform_device *pdev)
{
	struct gadget *gadget;

	gadget = devm_kzalloc(&pdev->dev, sizeof(*gadget), GFP_KERNEL);
	if (!gadget)
		return -ENOMEM;
	snprintf(gadget->name, sizeof(gadget->name), "gadget%d", pdev->id);
	ucmd_queue_init(&gadget->waiters);
	gadget->serial = 1;
	gadget->dev = (struct ucmd_device) {
		.name	= gadget->name,
		.parent	= &pdev->dev,
		.ops	= gadget_ops,
		.nr_ops	= ARRAY_SIZE(gadget_ops),
		.open	= gadget_open,
	};
	platform_set_drvdata(pdev, gadget);
	return ucmd_device_register(&gadget->dev);
}

static void gadget_shutdown(struct platform_device *pdev)
{
	struct gadget *gadget = platform_get_drvdata(pdev);

	ucmd_device_unregister(&gadget->dev);
}

static struct platform_driver gadget_driver = {
	.probe		= gadget_probe,
	.shutdown	= gadget_shutdown,
	.driver		= { .name = "shape_gadget" },
};
module_platform_driver(gadget_driver);

MODULE_DESCRIPTION("shape: a device inside a larger struct");
MODULE_LICENSE("GPL");
