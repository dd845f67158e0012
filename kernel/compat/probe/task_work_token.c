// SPDX-License-Identifier: GPL-2.0-only
/*
 * Task work is handed a struct io_tw_req and a token that says whether the
 * task is gone.
 * Mainline 6.19 (read in 6.19.11; 6.18.15 passes command and issue_flags).
 */
#include "../include.h"

static void probe_cb(struct io_tw_req tw_req, io_tw_token_t tw)
{
	struct io_uring_cmd *ioucmd = io_uring_cmd_from_tw(tw_req);

	if (!tw.cancel)
		ioucmd->flags = IO_URING_CMD_TASK_WORK_ISSUE_FLAGS;
}

void probe(struct io_uring_cmd *ioucmd);
void probe(struct io_uring_cmd *ioucmd)
{
	io_uring_cmd_complete_in_task(ioucmd, probe_cb);
}
