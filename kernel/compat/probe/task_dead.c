// SPDX-License-Identifier: GPL-2.0-only
/*
 * Task work learns from IO_URING_F_TASK_DEAD that the task is gone.
 * Mainline 6.13, stable 6.12.49, until 6.18 (df3b8ca604f2).
 */
#include "../include.h"

int probe(unsigned int issue_flags);
int probe(unsigned int issue_flags)
{
	return issue_flags & IO_URING_F_TASK_DEAD;
}
