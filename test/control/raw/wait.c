// SPDX-License-Identifier: GPL-2.0-only
/* What goes wrong in ops that wait until another command completes them? */
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "raw.h"

static DEFINE_SPINLOCK(raw_lock);
static LIST_HEAD(raw_waiting);

/* Those who wait asleep: how often they were woken. */
static DECLARE_WAIT_QUEUE_HEAD(raw_sleepers);
static unsigned int raw_wakes;

/* Whoever gets true completes the command, and nobody else does. */
bool raw_claim(struct raw_wait *wait)
{
	bool claimed;

	spin_lock_bh(&raw_lock);
	claimed = !list_empty(&wait->node);
	list_del_init(&wait->node);
	spin_unlock_bh(&raw_lock);
	return claimed;
}

/* The first that waits, claimed. */
struct raw_wait *raw_first(void)
{
	struct raw_wait *wait;

	spin_lock_bh(&raw_lock);
	wait = list_first_entry_or_null(&raw_waiting, struct raw_wait, node);
	if (wait)
		list_del_init(&wait->node);
	spin_unlock_bh(&raw_lock);
	return wait;
}

/* Complete a command that was claimed; what the driver knew of it is freed. */
void raw_end(struct raw_wait *wait, s32 res, unsigned int issue_flags)
{
	ucmd_compat_done(wait->ioucmd, res, 0, false, issue_flags);
	atomic_inc(&raw_counters[CONTROL_ENDS]);
	atomic_dec(&raw_counters[CONTROL_PENDING]);
	kfree(wait);
}

static void raw_in_task(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
			bool gone)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	raw_end(wait, wait->args.value, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_in_task_cb, raw_in_task)

/* As raw_end(), from any context. */
void raw_end_in_task(struct raw_wait *wait, s32 res)
{
	wait->args.value = res;
	ucmd_compat_run_in_task(wait->ioucmd, raw_in_task_cb);
}

int raw_wait(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
	     work_func_t fn,
	     void (*cancel)(struct raw_wait *wait, unsigned int issue_flags))
{
	struct raw_wait *wait = kzalloc(sizeof(*wait), GFP_KERNEL);

	if (!wait)
		return -ENOMEM;
	wait->ioucmd = ioucmd;
	wait->args = *raw_args(ioucmd);
	wait->cancel = cancel;
	wait->issue_flags = issue_flags;
	if (fn)
		INIT_DELAYED_WORK(&wait->work, fn);
	raw_pdu(ioucmd)->wait = wait;
	if (cancel)
		ucmd_compat_mark(ioucmd, issue_flags);

	atomic_inc(&raw_counters[CONTROL_PENDING]);
	spin_lock_bh(&raw_lock);
	list_add_tail(&wait->node, &raw_waiting);
	spin_unlock_bh(&raw_lock);
	return -EIOCBQUEUED;
}

/* C7: lazily, so that a program that waits for two does not hear of the first. */
static void raw_end_lazily(struct raw_wait *wait, s32 res)
{
	wait->args.value = res;
#ifdef UCMD_HAVE_CANCEL_HOOK
	io_uring_cmd_do_in_task_lazy(wait->ioucmd, raw_in_task_cb);
#else
	/* 6.1 does not know of it */
	ucmd_compat_run_in_task(wait->ioucmd, raw_in_task_cb);
#endif
}

static int raw_wake(s32 value)
{
	struct raw_wait *wait;

	WRITE_ONCE(raw_wakes, raw_wakes + 1);
	wake_up_all(&raw_sleepers);
	while ((wait = raw_first())) {
		if (wait->ioucmd->cmd_op == CONTROL_WAIT_LAZY)
			raw_end_lazily(wait, value);
		else
			raw_end_in_task(wait, value);
	}
	return 0;
}

/* F6: the ring's lock inside that of the driver. */
static int raw_lock_wake(s32 value, unsigned int issue_flags)
{
	struct raw_wait *wait;

	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	mutex_lock(&raw_mutex);
	msleep(CONTROL_SLEEP_MS);
	while ((wait = raw_first()))
		raw_end(wait, value, IO_URING_F_UNLOCKED);
	mutex_unlock(&raw_mutex);
	return 0;
}

/* N6: sleeps in a worker, of which there are not many. */
static int raw_wait_asleep(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	unsigned int wakes;
	int ret;

	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	wakes = READ_ONCE(raw_wakes);
	atomic_inc(&raw_counters[CONTROL_PENDING]);
	ret = wait_event_interruptible(raw_sleepers,
				       READ_ONCE(raw_wakes) != wakes);
	atomic_dec(&raw_counters[CONTROL_PENDING]);
	return ret ? -EINTR : 0;
}

int raw_waits(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	switch (ioucmd->cmd_op) {
	case CONTROL_WAIT:	/* K6: nobody can end it but CONTROL_WAKE */
	case CONTROL_WAIT_LAZY:
	case CONTROL_FORGET:	/* K11: nobody will look for it */
		return raw_wait(ioucmd, issue_flags, NULL, NULL);
	case CONTROL_WAIT_MARKED:
		return raw_wait(ioucmd, issue_flags, NULL, raw_cancel_marked);
	case CONTROL_WAIT_ASLEEP:
		return raw_wait_asleep(ioucmd, issue_flags);
	case CONTROL_WAKE:
		return raw_wake(READ_ONCE(raw_args(ioucmd)->value));
	case CONTROL_LOCK_WAKE:
		return raw_lock_wake(READ_ONCE(raw_args(ioucmd)->value),
				     issue_flags);
	}
	return -ENOTTY;
}
