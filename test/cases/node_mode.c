// SPDX-License-Identifier: GPL-2.0-only
/*
 * The node has the permissions that the driver gave, or root's alone.
 *
 * Classes: C4
 */
#include <sys/stat.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

static int mode_of(const char *path)
{
	struct stat st;

	expect(stat(path, &st), 0);
	return st.st_mode;
}

void case_run(const struct config *config)
{
	(void)config;
	expect(mode_of(DEVICE), S_IFCHR | 0666);
	expect(mode_of(SMALL_DEVICE), S_IFCHR | 0600);
}
