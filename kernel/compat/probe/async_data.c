// SPDX-License-Identifier: GPL-2.0-only
/*
 * The header shows struct io_uring_cmd_data: this kernel copies every SQE when
 * it prepares a command, so that the payload never changes.
 * Mainline 6.14 to 6.16, stable 6.13.4 (d6211ebbdaa5).
 */
#include "../include.h"

size_t probe(void);
size_t probe(void)
{
	return sizeof(struct io_uring_cmd_data);
}
