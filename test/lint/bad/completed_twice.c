// SPDX-License-Identifier: GPL-2.0-only
/* A missing return after an error; and the same of a command that a job remembers. */
#include <ucmd/ucmd.h>

static void fan_done(struct ucmd_pending *pend, int err)
{
	if (err)
		ucmd_pending_complete(pend, err);
	ucmd_pending_complete2(pend, 0, 1);	/* finds UCMD-R01 */
}

static void fan_job_done(struct fan_job *job)
{
	if (job->err)
		ucmd_pending_complete(job->pend, job->err);
	ucmd_pending_complete(job->pend, 0);	/* finds UCMD-R01 UCMD-R16 */
}
