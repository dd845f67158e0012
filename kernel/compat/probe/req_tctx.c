// SPDX-License-Identifier: GPL-2.0-only
/*
 * A request has its task's io_uring context, and that the task.
 * Mainline 6.13; not in 6.12.117, in 7.3.4 (read in their headers).
 */
#include "../include.h"

struct task_struct *probe(struct io_uring_cmd *ioucmd);
struct task_struct *probe(struct io_uring_cmd *ioucmd)
{
	return cmd_to_io_kiocb(ioucmd)->tctx->task;
}
