// SPDX-License-Identifier: GPL-2.0-only
/* What does ucmd hand out, and does it keep to what it promised? */
#include <linux/delay.h>

#include "internal.h"

static void exercise_begin(struct ucmd_queue *queue, struct ucmd_pending *pend,
			   struct exercise_job *job)
{
	bool again = job->how == EXERCISE_FROM_SECOND && !job->pend;

	job->pend = pend;
	if (again) {
		atomic_dec(&job->served->busy);
		ucmd_pending_return(pend, queue);
		return;
	}
	/* last: what it starts may end the command, whose memory this is */
	WRITE_ONCE(job->started, true);
	if (job->how == EXERCISE_FROM_SECOND || job->how == EXERCISE_FROM_FIRST ||
	    job->how == EXERCISE_FROM_HANDLER)
		exercise_job_end(job, job->res);
	else
		exercise_job_start(job, job->how, 0);
}

/* ucmd calls it once at a time, and never with more than the queue's depth. */
static void exercise_start(struct ucmd_queue *queue, struct ucmd_pending *pend)
{
	struct exercise_served *served = container_of(queue, struct exercise_served, queue);
	struct exercise_job *job = ucmd_pending_priv(pend);
	bool first = job->how == EXERCISE_FROM_FIRST;
	u32 ms = job->ms;

	if (atomic_inc_return(&served->starting) != 1 ||
	    atomic_inc_return(&served->busy) > served->depth)
		exercise_count(EXERCISE_STARTS_WRONG);
	exercise_count(EXERCISE_STARTS);
	if (!first)
		mdelay(ms);
	exercise_begin(queue, pend, job);
	if (first)
		mdelay(ms);
	atomic_dec(&served->starting);
}

void exercise_served_init(struct exercise_served *served, unsigned int depth)
{
	served->depth = depth;
	ucmd_queue_init(&served->queue);
	ucmd_queue_serve(&served->queue, depth, exercise_start);
}

static struct exercise_served *exercise_served(struct ucmd *cmd, u16 queue)
{
	struct exercise_file *file = ucmd_file_priv(ucmd_file(cmd));

	return queue == EXERCISE_SERVED_FILE ? &file->served :
					       &exercise_of(cmd)->served[queue];
}

static bool exercise_serve_valid(const struct exercise_serve *args)
{
	/* the others complete a command with our lock held, which .start takes */
	return args->queue < EXERCISE_SERVED && !args->reserved &&
	       (args->how == EXERCISE_FROM_HANDLER || args->how == EXERCISE_FROM_WORK ||
		args->how == EXERCISE_FROM_IRQ || args->how == EXERCISE_FROM_RELEASE ||
		args->how == EXERCISE_FROM_SECOND || args->how == EXERCISE_FROM_FIRST);
}

static struct ucmd_result exercise_serve_as(struct ucmd *cmd, bool stubborn)
{
	const struct exercise_serve *args = ucmd_args(cmd, struct exercise_serve);
	struct exercise_served *served;
	struct exercise_job *job;

	if (!exercise_serve_valid(args))
		return ucmd_complete(cmd, -EINVAL);
	served = exercise_served(cmd, args->queue);
	job = exercise_job_init(cmd, args->how, args->tag);
	job->res = args->res;
	job->ms = args->ms;
	job->stubborn = stubborn;
	job->served = served;
	return ucmd_queue(cmd, &served->queue);
}

struct ucmd_result exercise_serve(struct ucmd *cmd)
{
	return exercise_serve_as(cmd, false);
}

struct ucmd_result exercise_serve_stubborn(struct ucmd *cmd)
{
	return exercise_serve_as(cmd, true);
}
