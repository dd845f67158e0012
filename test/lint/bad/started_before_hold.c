// SPDX-License-Identifier: GPL-2.0-only
/* The work item may find no command yet. */
#include <ucmd/ucmd.h>

static struct ucmd_result fan_spin(struct ucmd *cmd)
{
	struct fan_job *job = ucmd_priv(cmd);

	INIT_WORK(&job->work, fan_work);
	queue_work(fan_wq, &job->work);		/* finds UCMD-R02 */
	return ucmd_hold(cmd, &job->pend);
}

static struct ucmd_result fan_spin_later(struct ucmd *cmd)
{
	struct fan_job *job = ucmd_priv(cmd);
	struct ucmd_result held;

	mod_timer(&job->timer, jiffies + HZ);	/* finds UCMD-R02 */
	held = ucmd_hold(cmd, &job->pend);
	return held;
}
