// SPDX-License-Identifier: GPL-2.0-only
/* What goes wrong in ops that a work item, a timer or a thread completes? */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "raw.h"

/* Start @fn in @ms, if the command could be made to wait. */
static int raw_start(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
		     work_func_t fn, unsigned int ms)
{
	int ret = raw_wait(ioucmd, issue_flags, fn, NULL);

	if (ret == -EIOCBQUEUED)
		queue_delayed_work(raw_wq, &raw_pdu(ioucmd)->wait->work,
				   msecs_to_jiffies(ms));
	return ret;
}

static struct raw_wait *raw_wait_of_timer(struct timer_list *timer)
{
	return container_of(timer, struct raw_wait, timer);
}

static int raw_start_timer(struct io_uring_cmd *ioucmd, int ret,
			   void (*fn)(struct timer_list *timer), unsigned int ms)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	if (ret != -EIOCBQUEUED)
		return ret;
	timer_setup(&wait->timer, fn, 0);
	mod_timer(&wait->timer, jiffies + msecs_to_jiffies(ms));
	return ret;
}

/* ------------------------------------------------------------------------
 * Two owners, or none
 */

/* K1: two parties complete the command, each sure that it is its own. */
static void raw_twice_work(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	raw_claim(wait);
	ucmd_compat_done(wait->ioucmd, 1, 0, false, IO_URING_F_UNLOCKED);
	raw_end(wait, 2, IO_URING_F_UNLOCKED);
}

/* K12: what the handler has started, and then disowns. */
static void raw_fail_work(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	raw_claim(wait);
	raw_end(wait, 0, IO_URING_F_UNLOCKED);
}

static int raw_fail(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret = raw_start(ioucmd, issue_flags, raw_fail_work, CONTROL_TIMER_MS);

	return ret == -EIOCBQUEUED ? -ENOMEM : ret;
}

static void raw_started_twice(struct io_uring_cmd *ioucmd,
			      unsigned int issue_flags, bool gone)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	raw_claim(wait);
	raw_end(wait, 1, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_started_twice_cb, raw_started_twice)

/* K13: two parties hand the command to its task, which has run neither so far. */
static int raw_start_twice(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret = raw_wait(ioucmd, issue_flags, NULL, NULL);

	if (ret != -EIOCBQUEUED)
		return ret;
	ucmd_compat_run_in_task(ioucmd, raw_started_twice_cb);
	ucmd_compat_run_in_task(ioucmd, raw_started_twice_cb);
	return ret;
}

/* K14: the path for failures is taken later now, and the command is not noted. */
static int raw_fail_later(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret = raw_start(ioucmd, issue_flags, raw_fail_work, CONTROL_TIMER_MS);

	if (ret == -EIOCBQUEUED)
		raw_pdu(ioucmd)->wait->ioucmd = NULL;
	return ret;
}

/* ------------------------------------------------------------------------
 * The wrong flags, the wrong context
 */

/* F1: completes with the flags of a call that is over. */
static void raw_thread_work(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	if (raw_claim(wait))
		raw_end(wait, wait->args.value, wait->issue_flags);
}

/* F4: from a timer, where nothing may sleep for the ring's lock. */
static void raw_timer(struct timer_list *timer)
{
	struct raw_wait *wait = raw_wait_of_timer(timer);

	if (raw_claim(wait))
		raw_end(wait, wait->args.value, IO_URING_F_UNLOCKED);
}

/* C1: writes to the submitter's memory without asking who runs it. */
static void raw_copy_in_task(struct io_uring_cmd *ioucmd,
			     unsigned int issue_flags, bool gone)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;
	void __user *to = u64_to_user_ptr(wait->args.address);
	s32 res = 0;

	if (copy_to_user(to, &wait->args.value, sizeof(wait->args.value)))
		res = -EFAULT;
	raw_end(wait, res, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_copy_in_task_cb, raw_copy_in_task)

static void raw_copy_timer(struct timer_list *timer)
{
	struct raw_wait *wait = raw_wait_of_timer(timer);

	if (raw_claim(wait))
		ucmd_compat_run_in_task(wait->ioucmd, raw_copy_in_task_cb);
}

/* ------------------------------------------------------------------------
 * What is left, what is gone
 */

/* K9: with nobody there, the command ends, but not the operation behind it. */
static void raw_operation_in_task(struct io_uring_cmd *ioucmd,
				  unsigned int issue_flags, bool gone)
{
	if (!gone)
		atomic_dec(&raw_counters[CONTROL_OPERATIONS]);
	raw_end(raw_pdu(ioucmd)->wait, gone ? -ECANCELED : 0, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_operation_in_task_cb, raw_operation_in_task)

static void raw_operation_timer(struct timer_list *timer)
{
	struct raw_wait *wait = raw_wait_of_timer(timer);

	if (raw_claim(wait))
		ucmd_compat_run_in_task(wait->ioucmd, raw_operation_in_task_cb);
}

static int raw_operation(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret = raw_wait(ioucmd, issue_flags, NULL, NULL);

	if (ret == -EIOCBQUEUED)
		atomic_inc(&raw_counters[CONTROL_OPERATIONS]);
	return raw_start_timer(ioucmd, ret, raw_operation_timer, CONTROL_COPY_MS);
}

/* Q4: looks at the entry once more; the program has long had it back. */
static void raw_late_work(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	if (raw_claim(wait))
		raw_end_in_task(wait, READ_ONCE(raw_args(wait->ioucmd)->value));
}

/* P3: the command is completed, and its private bytes are used after that. */
static void raw_after_in_task(struct io_uring_cmd *ioucmd,
			      unsigned int issue_flags, bool gone)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	wait->freed = true;
	atomic_dec(&raw_counters[CONTROL_PENDING]);
	queue_delayed_work(raw_wq, &wait->work,
			   msecs_to_jiffies(CONTROL_COPY_MS));
	ucmd_compat_done(ioucmd, 0, 0, false, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_after_in_task_cb, raw_after_in_task)

static void raw_after_work(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	if (!wait->freed && raw_claim(wait)) {
		ucmd_compat_run_in_task(wait->ioucmd, raw_after_in_task_cb);
		return;
	}
	if (raw_pdu(wait->ioucmd)->wait != wait)
		atomic_inc(&raw_counters[CONTROL_FREED]);
	atomic_inc(&raw_counters[CONTROL_ENDS]);
	kfree(wait);
}

int raw_holds(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	int ret;

	switch (ioucmd->cmd_op) {
	case CONTROL_TWICE:
		return raw_start(ioucmd, issue_flags, raw_twice_work, 0);
	case CONTROL_FAIL:
		return raw_fail(ioucmd, issue_flags);
	case CONTROL_START_TWICE:
		return raw_start_twice(ioucmd, issue_flags);
	case CONTROL_FAIL_LATER:
		return raw_fail_later(ioucmd, issue_flags);
	case CONTROL_THREAD:
		return raw_start(ioucmd, issue_flags, raw_thread_work,
				 CONTROL_TIMER_MS);
	case CONTROL_TIMER:
		ret = raw_wait(ioucmd, issue_flags, NULL, raw_cancel_marked);
		return raw_start_timer(ioucmd, ret, raw_timer, CONTROL_TIMER_MS);
	case CONTROL_COPY:
		ret = raw_wait(ioucmd, issue_flags, NULL, NULL);
		return raw_start_timer(ioucmd, ret, raw_copy_timer,
				       CONTROL_COPY_MS);
	case CONTROL_OPERATION:
		return raw_operation(ioucmd, issue_flags);
	case CONTROL_LATE:
		return raw_start(ioucmd, issue_flags, raw_late_work,
				 CONTROL_COPY_MS);
	case CONTROL_AFTER:
		return raw_start(ioucmd, issue_flags, raw_after_work,
				 CONTROL_COPY_MS);
	}
	return -ENOTTY;
}
