// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which commands fail for no reason?  Those that the parameter inject= names.
 */
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ngmem.h"

/* What fits in a completion: code, type, retry delay, more, do not retry. */
#define NGMEM_STATUS_MAX	0x7fff

/**
 * struct ngmem_fault - one of those
 * @opcode: of the I/O commands
 * @status: what they get
 * @one_in: how many of them there are for one that fails
 */
struct ngmem_fault {
	u8 opcode;
	u16 status;
	u32 one_in;
};

static struct ngmem_fault ngmem_faults[16];
static unsigned int ngmem_nr_faults;

static bool __init ngmem_inject_one(const char *text)
{
	struct ngmem_fault *fault = &ngmem_faults[ngmem_nr_faults];
	unsigned int one_in;
	int opcode, status;
	char rest;

	if (ngmem_nr_faults == ARRAY_SIZE(ngmem_faults))
		return false;
	if (sscanf(text, "%i:%i:%u%c", &opcode, &status, &one_in, &rest) != 3)
		return false;
	if (opcode < 0 || opcode > U8_MAX || status <= 0 ||
	    status > NGMEM_STATUS_MAX || !one_in)
		return false;
	*fault = (struct ngmem_fault) { opcode, status, one_in };
	ngmem_nr_faults++;
	return true;
}

/**
 * ngmem_inject_init - read the parameter
 * @text: OPCODE:STATUS:N, and more of them after commas
 *
 * Return: 0, -ENOMEM, or -EINVAL after saying what is wrong.
 */
int __init ngmem_inject_init(const char *text)
{
	char *copy, *at, *item;
	int err = 0;

	copy = kstrdup(text, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	for (at = copy; !err && (item = strsep(&at, ","));) {
		if (ngmem_inject_one(item))
			continue;
		pr_err("ngmem: inject=%s: '%s' is not OPCODE:STATUS:N, or there are more than %zu\n",
		       text, item, ARRAY_SIZE(ngmem_faults));
		err = -EINVAL;
	}
	kfree(copy);
	return err;
}

/**
 * ngmem_inject - does this command fail?
 * @opcode: of the command, which has done nothing yet
 *
 * Return: its status, or 0.
 */
int ngmem_inject(u8 opcode)
{
	unsigned int i;

	for (i = 0; i < ngmem_nr_faults; i++)
		if (ngmem_faults[i].opcode == opcode &&
		    get_random_u32() % ngmem_faults[i].one_in == 0)
			return ngmem_faults[i].status;
	return 0;
}
