// SPDX-License-Identifier: GPL-2.0-only
/* Every field of an op, every flag, every verb of a command. */
#include <linux/capability.h>
#include <linux/module.h>
#include <ucmd/ucmd.h>

struct every_args {
	u64 addr;
	u32 len;
	u32 kind;
};

struct every_job {
	struct ucmd_pending *pend;
	u32 kind;
};

static struct ucmd_queue every_waiters = UCMD_QUEUE_INIT(every_waiters);

static void every_fill(struct ucmd *cmd)
{
	const struct every_args *args = ucmd_args(cmd, struct every_args);
	struct every_job *job = ucmd_priv(cmd);

	job->kind = args->kind;
}

static struct ucmd_result every_now(struct ucmd *cmd)
{
	if (!ucmd_file(cmd) || !ucmd_device(cmd))
		return ucmd_complete(cmd, -EIO);
	return ucmd_complete2(cmd, 0, 1);
}

static struct ucmd_result every_wait(struct ucmd *cmd)
{
	every_fill(cmd);
	return ucmd_queue(cmd, &every_waiters);
}

static struct ucmd_result every_hold(struct ucmd *cmd)
{
	struct every_job *job = ucmd_priv(cmd);

	every_fill(cmd);
	return ucmd_hold(cmd, &job->pend);
}

static bool every_match(struct ucmd_pending *pend, void *data)
{
	const struct every_job *job = ucmd_pending_priv(pend);
	const u32 *kind = data;

	return job->kind == *kind;
}

static struct ucmd_result every_wake(struct ucmd *cmd)
{
	u32 kind = ucmd_args(cmd, struct every_args)->kind;
	struct ucmd_pending *pend;

	pend = ucmd_queue_take_match(&every_waiters, every_match, &kind);
	if (pend && !ucmd_pending_complete2(pend, 0, kind))
		return ucmd_complete(cmd, -EIO);
	pend = ucmd_queue_take(&every_waiters);
	if (pend)
		ucmd_pending_return(pend, &every_waiters);
	return ucmd_complete(cmd, 0);
}

static void every_cancel(struct ucmd_pending *pend)
{
	ucmd_pending_complete(pend, -ECANCELED);
}

static void every_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	const struct every_job *job = ucmd_pending_priv(pend);

	if (out->user && out->res >= 0)
		out->res2 = job->kind;
	else
		out->res = -EIO;
}

static const struct ucmd_op every_ops[] = {
	{
		.op = _IOR('u', 0, u64),
		.name = "now",
		.handler = every_now,
		.flags = UCMD_OP_RESULT2,
		.mode = FMODE_READ,
	},
	{
		.op = _IOW('u', 1, struct every_args),
		.name = "wait",
		.handler = every_wait,
		.finish = every_finish,
		.args_size = sizeof(struct every_args),
		.priv_size = sizeof(struct every_job),
		.flags = UCMD_OP_RESULT2,
		.mode = FMODE_WRITE,
	},
	{
		.op = _IOWR('u', 2, struct every_args),
		.name = "hold",
		.handler = every_hold,
		.cancel = every_cancel,
		.finish = every_finish,
		.args_size = sizeof(struct every_args),
		.priv_size = sizeof(struct every_job),
		.flags = UCMD_OP_MAY_SLEEP | UCMD_OP_RESULT2 | UCMD_OP_HOLDS,
		.mode = FMODE_READ | FMODE_WRITE,
		.cap = CAP_SYS_ADMIN,
	},
	{
		.op = _IOW('u', 3, struct every_args),
		.name = "wake",
		.handler = every_wake,
		.args_size = sizeof(struct every_args),
	},
};

static struct ucmd_device every_device = {
	.name	= "shape_every",
	.ops	= every_ops,
	.nr_ops	= ARRAY_SIZE(every_ops),
	.mode	= 0660,
	.depth	= UCMD_DEPTH_MAX,
};
module_ucmd_device(every_device);

MODULE_DESCRIPTION("shape: every field, flag and verb");
MODULE_LICENSE("GPL");
