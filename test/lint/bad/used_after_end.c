// SPDX-License-Identifier: GPL-2.0-only
/* Each way to look at private memory once the command is over. */
#include <ucmd/ucmd.h>

static void fan_asked(struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, 0);
	fan_free(ucmd_pending_priv(pend));			/* finds UCMD-R16 */
}

static void fan_kept(struct ucmd_pending *pend)
{
	struct fan_job *job = ucmd_pending_priv(pend);

	ucmd_pending_complete(pend, 0);
	fan_count += job->turns;				/* finds UCMD-R16 */
}

static void fan_work(struct work_struct *work)
{
	struct fan_job *job = container_of(work, struct fan_job, work);

	ucmd_pending_complete(job->pend, 0);
	job->over = true;					/* finds UCMD-R16 */
}
