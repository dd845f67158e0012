// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is a device called?  As its driver says, or for one of many, the driver's
 * "card%d", by the lowest number with which no registered device has the name.
 */
#include <linux/slab.h>

#include "internal.h"

/* Devices that are registered, or about to be; the lock is for the list. */
static LIST_HEAD(ucmd_named);
static DEFINE_MUTEX(ucmd_named_lock);

const char *ucmd_name_fault(const char *name)
{
	const char *percent = strchr(name, '%');

	if (strchr(name, '/'))
		return "has a slash in its .name";
	if (percent && strcmp(percent, "%d"))
		return "has a % in its .name, and not in one %d at the end";
	return NULL;
}

static bool ucmd_name_is_taken(const char *name)
{
	struct ucmd_core *core;

	list_for_each_entry(core, &ucmd_named, named)
		if (!strcmp(core->name, name))
			return true;
	return false;
}

static const char *ucmd_name_new(const char *name)
{
	const char *percent = strchr(name, '%'), *numbered;
	unsigned int number = 0;

	if (!percent)
		return kstrdup(name, GFP_KERNEL);
	for (;;) {
		numbered = kasprintf(GFP_KERNEL, "%.*s%u", (int)(percent - name), name, number++);
		if (!numbered || !ucmd_name_is_taken(numbered))
			return numbered;
		kfree(numbered);
	}
}

int ucmd_name_take(struct ucmd_core *core, const char *name)
{
	int err = -ENOMEM;

	mutex_lock(&ucmd_named_lock);
	core->name = ucmd_name_new(name);
	if (core->name) {
		list_add(&core->named, &ucmd_named);
		err = 0;
	}
	mutex_unlock(&ucmd_named_lock);
	return err;
}

void ucmd_name_give(struct ucmd_core *core)
{
	mutex_lock(&ucmd_named_lock);
	list_del(&core->named);
	mutex_unlock(&ucmd_named_lock);
}
