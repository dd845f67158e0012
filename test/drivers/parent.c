// SPDX-License-Identifier: GPL-2.0-only
/* What does exercise_plug belong to?  If asked for, a device that sleeps while nobody needs it. */
#include <linux/err.h>
#include <linux/platform_device.h>
#include <linux/pm_domain.h>
#include <linux/pm_runtime.h>

#include "internal.h"

static bool exercise_parent_stays_asleep;

static int exercise_parent_suspend(struct device *parent)
{
	return 0;
}

static int exercise_parent_resume(struct device *parent)
{
	return exercise_parent_stays_asleep ? -ENXIO : 0;
}

static struct dev_pm_domain exercise_parent_pm = {
	.ops = {
		RUNTIME_PM_OPS(exercise_parent_suspend, exercise_parent_resume, NULL)
	},
};

struct device *exercise_parent_new(bool stays_asleep)
{
	struct platform_device *parent;

	parent = platform_device_register_simple("exercise_parent", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(parent))
		return ERR_CAST(parent);
	exercise_parent_stays_asleep = stays_asleep;
	dev_pm_domain_set(&parent->dev, &exercise_parent_pm);
	pm_runtime_enable(&parent->dev);
	return &parent->dev;
}

void exercise_parent_free(struct device *parent)
{
	if (!parent)
		return;
	pm_runtime_disable(parent);
	dev_pm_domain_set(parent, NULL);
	platform_device_unregister(to_platform_device(parent));
}
