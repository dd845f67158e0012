/* SPDX-License-Identifier: GPL-2.0-only */
/* How many pages are pinned now, by anybody? */
#ifndef _PINNED_H
#define _PINNED_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Return: pages; below 0: the kernel's counts cannot be read. */
static inline long pinned_pages(void)
{
	int refresh = open("/proc/sys/vm/stat_refresh", O_WRONLY | O_CLOEXEC);
	bool refreshed = refresh >= 0 && write(refresh, "1", 1) == 1;
	FILE *file = fopen("/proc/vmstat", "r");
	long acquired = -1, released = -1;
	char line[128];

	while (file && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, "nr_foll_pin_acquired ", 21))
			acquired = atol(line + 21);
		if (!strncmp(line, "nr_foll_pin_released ", 21))
			released = atol(line + 21);
	}
	if (refresh >= 0)
		close(refresh);
	if (file)
		fclose(file);
	/* what was not refreshed is counted on some CPU only */
	return refreshed && acquired >= 0 && released >= 0 ? acquired - released : -1;
}

#endif /* _PINNED_H */
