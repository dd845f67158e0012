// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command may answer many times, each time in a buffer that the program has
 * provided.
 * Mainline 6.18 (not in 6.17.8, in 6.18.15; read in their headers).
 */
#include "../include.h"

bool probe(struct io_uring_cmd *ioucmd, struct io_br_sel *sel, size_t *len,
	   unsigned int issue_flags);
bool probe(struct io_uring_cmd *ioucmd, struct io_br_sel *sel, size_t *len,
	   unsigned int issue_flags)
{
	ioucmd->flags |= IORING_URING_CMD_MULTISHOT;
	*sel = io_uring_cmd_buffer_select(ioucmd, 0, len, issue_flags);
	return io_uring_mshot_cmd_post_cqe(ioucmd, sel, issue_flags);
}
