// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vector may lie in a registered buffer.
 * Mainline 6.15; not in 6.12.117, in 7.3.4 (read in their headers).
 */
#include "../include.h"

int probe(struct io_uring_cmd *ioucmd, struct iov_iter *iter, unsigned int issue_flags);
int probe(struct io_uring_cmd *ioucmd, struct iov_iter *iter, unsigned int issue_flags)
{
	return io_uring_cmd_import_fixed_vec(ioucmd, NULL, 0, 0, iter, issue_flags);
}
