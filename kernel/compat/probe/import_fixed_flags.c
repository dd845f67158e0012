// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registered buffers are looked up when they are imported, which takes the
 * issue_flags; before, when the entry was read.
 * Mainline 6.15; in 6.12.117 five arguments, in 7.3.4 six (read in their headers).
 */
#include "../include.h"

int probe(struct io_uring_cmd *ioucmd, struct iov_iter *iter, unsigned int issue_flags);
int probe(struct io_uring_cmd *ioucmd, struct iov_iter *iter, unsigned int issue_flags)
{
	return io_uring_cmd_import_fixed(0, 0, 0, iter, ioucmd, issue_flags);
}
