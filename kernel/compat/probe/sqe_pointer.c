// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct io_uring_cmd points to its SQE.
 * Read: 6.1.192 has ->cmd instead, which points to the payload; the headers of
 * 6.8 and later have ->sqe.
 */
#include "../include.h"

const void *probe(struct io_uring_cmd *ioucmd);
const void *probe(struct io_uring_cmd *ioucmd)
{
	return ioucmd->sqe->cmd;
}
