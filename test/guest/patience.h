/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How much slower than Debian's own is this kernel?  vm/run says how many times
 * as long things may take; a program that runs without it takes no longer.
 */
#ifndef _PATIENCE_H
#define _PATIENCE_H

#include <stdlib.h>

static inline int patience(void)
{
	const char *text = getenv("UCMD_PATIENCE");

	return text ? atoi(text) : 1;
}

#endif
