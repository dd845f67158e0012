// SPDX-License-Identifier: GPL-2.0-only
/* What waits, and who takes it? */
#include "internal.h"

struct ucmd_result exercise_wait(struct ucmd *cmd)
{
	const struct exercise_wait *args = ucmd_args(cmd, struct exercise_wait);
	struct exercise_waiter *waiter = ucmd_priv(cmd);
	struct exercise *ex = exercise_of(cmd);

	exercise_count(EXERCISE_HANDLERS);
	if (args->queue >= EXERCISE_QUEUES)
		return ucmd_complete(cmd, -EINVAL);
	waiter->tag = args->tag;
	exercise_count(EXERCISE_LIVE);
	return ucmd_queue(cmd, &ex->queues[args->queue]);
}

void exercise_wait_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	exercise_count(EXERCISE_FINISHES);
	if (!out->user)
		exercise_count(EXERCISE_FINISHES_GONE);
	atomic_dec(&exercise_counts[EXERCISE_LIVE]);
}

struct ucmd_result exercise_wait_bare(struct ucmd *cmd)
{
	exercise_count(EXERCISE_HANDLERS);
	return ucmd_queue(cmd, &exercise_of(cmd)->bare);
}

static bool exercise_match(struct ucmd_pending *pend, void *data)
{
	const struct exercise_waiter *waiter = ucmd_pending_priv(pend);
	const struct exercise_take *args = data;

	return waiter->tag == args->tag;
}

static s32 exercise_take_all(struct ucmd_queue *queue, s32 res)
{
	struct ucmd_pending *pend;
	s32 taken = 0;

	while ((pend = ucmd_queue_take(queue)))
		ucmd_pending_complete(pend, res + taken++);
	return taken;
}

static s32 exercise_take_one(struct ucmd_pending *pend, s32 res)
{
	return pend ? ucmd_pending_complete(pend, res) : 0;
}

static s32 exercise_requeue(struct ucmd_pending *pend, struct ucmd_queue *queue)
{
	if (!pend)
		return 0;
	ucmd_pending_return(pend, queue);
	return 1;
}

static s32 exercise_take_from(struct exercise *ex, struct ucmd_queue *queue,
			      struct exercise_take *args)
{
	switch (args->how) {
	case EXERCISE_TAKE_ONE:
		return exercise_take_one(ucmd_queue_take(queue), args->res);
	case EXERCISE_TAKE_ALL:
		return exercise_take_all(queue, args->res);
	case EXERCISE_TAKE_MATCH:
		if (queue == &ex->bare)
			return -EINVAL;
		return exercise_take_one(ucmd_queue_take_match(queue, exercise_match, args),
					 args->res);
	case EXERCISE_TAKE_RETURN:
		return exercise_requeue(ucmd_queue_take(queue), queue);
	case EXERCISE_TAKE_MOVE:
		if (args->tag >= EXERCISE_QUEUES)
			return -EINVAL;
		return exercise_requeue(ucmd_queue_take(queue), &ex->queues[args->tag]);
	default:
		return -EINVAL;
	}
}

struct ucmd_result exercise_take(struct ucmd *cmd)
{
	struct exercise_take args = *ucmd_args(cmd, struct exercise_take);
	struct exercise *ex = exercise_of(cmd);
	struct ucmd_queue *queue;

	exercise_count(EXERCISE_HANDLERS);
	if (args.queue > EXERCISE_QUEUES)
		return ucmd_complete(cmd, -EINVAL);
	queue = args.queue == EXERCISE_QUEUES ? &ex->bare : &ex->queues[args.queue];
	return ucmd_complete(cmd, exercise_take_from(ex, queue, &args));
}
