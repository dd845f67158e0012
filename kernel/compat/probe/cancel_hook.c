// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command can be marked cancelable; ->uring_cmd is then called with
 * IO_URING_F_CANCEL when its submitter goes away.
 * Mainline 6.7 (93b8cc60c37b).
 */
#include "../include.h"

int probe(struct io_uring_cmd *ioucmd, unsigned int issue_flags);
int probe(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	io_uring_cmd_mark_cancelable(ioucmd, issue_flags);
	return issue_flags & IO_URING_F_CANCEL;
}
