// SPDX-License-Identifier: GPL-2.0-only
/* What if a handler breaks the contract?  Each way that the compiler lets pass. */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/jiffies.h>

#include "internal.h"

static struct ucmd_result exercise_complete_twice(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result held = ucmd_hold(cmd, &pend);

	/* the slot is not reused before the handler has returned */
	exercise_count(ucmd_pending_complete(pend, 1) ? EXERCISE_COMPLETED : EXERCISE_LOST);
	exercise_count(ucmd_pending_complete(pend, 2) ? EXERCISE_COMPLETED : EXERCISE_LOST);
	return held;
}

static struct ucmd_result exercise_hold_twice(struct ucmd *cmd)
{
	struct ucmd_pending *first, *second;
	struct ucmd_result held = ucmd_hold(cmd, &first);

	held = ucmd_hold(cmd, &second);
	ucmd_pending_complete(second, 2);
	ucmd_pending_complete(first, 1);
	return held;
}

static struct ucmd_result exercise_complete_held(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result result = ucmd_hold(cmd, &pend);

	result = ucmd_complete(cmd, 3);
	ucmd_pending_complete(pend, 1);
	return result;
}

static struct ucmd_result exercise_queue_completed(struct ucmd *cmd)
{
	struct ucmd_result result = ucmd_complete(cmd, 4);

	result = ucmd_queue(cmd, &exercise_of(cmd)->queues[0]);
	return result;
}

static struct ucmd_result exercise_hold_no_room(struct ucmd *cmd)
{
	struct ucmd_pending *pend;
	struct ucmd_result result = ucmd_hold(cmd, &pend);

	if (pend)
		ucmd_pending_complete(pend, 5);
	return result;
}

struct ucmd_result exercise_misuse(struct ucmd *cmd)
{
	const struct exercise_misuse *args = ucmd_args(cmd, struct exercise_misuse);

	exercise_count(EXERCISE_HANDLERS);
	switch (args->what) {
	case EXERCISE_ZERO_RESULT:
		return (struct ucmd_result){ };
	case EXERCISE_HOLD_NO_ROOM:
		return exercise_hold_no_room(cmd);
	case EXERCISE_QUEUE_COMPLETED:
		return exercise_queue_completed(cmd);
	case EXERCISE_HOLD_TWICE:
		return exercise_hold_twice(cmd);
	case EXERCISE_COMPLETE_HELD:
		return exercise_complete_held(cmd);
	case EXERCISE_COMPLETE_TWICE:
		return exercise_complete_twice(cmd);
	default:
		return ucmd_complete(cmd, -EINVAL);
	}
}

/* A result that is shown to another command; its owner stays in the handler. */
static struct ucmd_result exercise_lent;
static DECLARE_COMPLETION(exercise_lending);

static struct ucmd_result exercise_lend(struct ucmd *cmd)
{
	struct ucmd_result own = ucmd_complete(cmd, 6);

	exercise_lent = own;
	complete(&exercise_lending);
	msleep(100);
	return own;
}

static struct ucmd_result exercise_borrow(struct ucmd *cmd)
{
	struct ucmd_result own = ucmd_complete(cmd, 7);

	if (!wait_for_completion_timeout(&exercise_lending, 10 * HZ))
		return own;
	return exercise_lent;
}

struct ucmd_result exercise_misuse_asleep(struct ucmd *cmd)
{
	const struct exercise_misuse *args = ucmd_args(cmd, struct exercise_misuse);

	exercise_count(EXERCISE_HANDLERS);
	switch (args->what) {
	case EXERCISE_LEND_RESULT:
		return exercise_lend(cmd);
	case EXERCISE_BORROW_RESULT:
		return exercise_borrow(cmd);
	default:
		return ucmd_complete(cmd, -EINVAL);
	}
}
