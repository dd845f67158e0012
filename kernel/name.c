// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is a device called?  As its driver says, or for one of many, the driver's
 * "card%d", by the lowest number that no registered device has.
 */
#include <linux/slab.h>

#include "internal.h"

/* Devices with a number; the lock is for them, their numbers and patterns. */
static LIST_HEAD(ucmd_numbered);
static DEFINE_MUTEX(ucmd_numbered_lock);

const char *ucmd_name_fault(const char *name)
{
	const char *percent = strchr(name, '%');

	if (strchr(name, '/'))
		return "has a slash in its .name";
	if (percent && strcmp(percent, "%d"))
		return "has a % in its .name, and not in one %d at the end";
	return NULL;
}

static bool ucmd_number_is_taken(const char *pattern, unsigned int number)
{
	struct ucmd_core *core;

	list_for_each_entry(core, &ucmd_numbered, numbered)
		if (core->number == number && !strcmp(core->pattern, pattern))
			return true;
	return false;
}

int ucmd_name_take(struct ucmd_core *core, const char *name)
{
	const char *percent = strchr(name, '%');

	INIT_LIST_HEAD(&core->numbered);
	if (!percent) {
		core->name = kstrdup(name, GFP_KERNEL);
		return core->name ? 0 : -ENOMEM;
	}
	mutex_lock(&ucmd_numbered_lock);
	while (ucmd_number_is_taken(name, core->number))
		core->number++;
	core->name = kasprintf(GFP_KERNEL, "%.*s%u", (int)(percent - name), name, core->number);
	if (core->name) {
		core->pattern = name;
		list_add(&core->numbered, &ucmd_numbered);
	}
	mutex_unlock(&ucmd_numbered_lock);
	return core->name ? 0 : -ENOMEM;
}

void ucmd_name_give(struct ucmd_core *core)
{
	mutex_lock(&ucmd_numbered_lock);
	list_del_init(&core->numbered);
	mutex_unlock(&ucmd_numbered_lock);
}
