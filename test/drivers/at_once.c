// SPDX-License-Identifier: GPL-2.0-only
/* What is answered at once? */
#include <linux/delay.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "internal.h"

struct ucmd_result exercise_nop(struct ucmd *cmd)
{
	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete(cmd, 0);
}

struct ucmd_result exercise_echo(struct ucmd *cmd)
{
	const struct exercise_echo *args = ucmd_args(cmd, struct exercise_echo);

	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete(cmd, args->res);
}

struct ucmd_result exercise_echo2(struct ucmd *cmd)
{
	const struct exercise_echo2 *args = ucmd_args(cmd, struct exercise_echo2);

	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete2(cmd, args->res, args->res2);
}

static s32 exercise_sum(const u32 *word, unsigned int words)
{
	u32 sum = 0;

	while (words--)
		sum += word[words];
	return sum & S32_MAX;
}

struct ucmd_result exercise_sum16(struct ucmd *cmd)
{
	const struct exercise_sum16 *args = ucmd_args(cmd, struct exercise_sum16);

	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete(cmd, exercise_sum(args->word, ARRAY_SIZE(args->word)));
}

struct ucmd_result exercise_sum80(struct ucmd *cmd)
{
	const struct exercise_sum80 *args = ucmd_args(cmd, struct exercise_sum80);

	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete(cmd, exercise_sum(args->word, ARRAY_SIZE(args->word)));
}

/* A worker of io-wq, that is: a ring's polling thread has the flag, too. */
static s32 exercise_worker(void)
{
	return current->flags & PF_IO_WORKER && !strncmp(current->comm, "iou-wrk", 7) ?
		EXERCISE_IN_WORKER : 0;
}

struct ucmd_result exercise_where(struct ucmd *cmd)
{
	exercise_count(EXERCISE_HANDLERS);
	return ucmd_complete(cmd, exercise_worker());
}

void exercise_doze(unsigned int ms)
{
	exercise_count(EXERCISE_ASLEEP);
	msleep_interruptible(ms);
	atomic_dec(&exercise_counts[EXERCISE_ASLEEP]);
}

struct ucmd_result exercise_sleep(struct ucmd *cmd)
{
	const struct exercise_sleep *args = ucmd_args(cmd, struct exercise_sleep);
	void *memory;

	exercise_count(EXERCISE_HANDLERS);
	memory = kmalloc(PAGE_SIZE, GFP_KERNEL);
	if (!memory)
		return ucmd_complete(cmd, -ENOMEM);
	kfree(memory);
	if (args->ms)
		exercise_doze(args->ms);
	return ucmd_complete(cmd, (args->value & 0xffff) | exercise_worker());
}
