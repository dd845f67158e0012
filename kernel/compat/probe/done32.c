// SPDX-License-Identifier: GPL-2.0-only
/*
 * The second result word has a function of its own, io_uring_cmd_done32(), and
 * io_uring_cmd_done() takes three arguments.
 * Mainline 6.18 (read in 6.18.15; 6.17.8 has four arguments).
 */
#include "../include.h"

void probe(struct io_uring_cmd *ioucmd, unsigned int issue_flags);
void probe(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	io_uring_cmd_done32(ioucmd, 0, 0, issue_flags);
}
