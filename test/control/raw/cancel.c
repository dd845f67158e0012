// SPDX-License-Identifier: GPL-2.0-only
/* What goes wrong when a command that waits is cancelled (F_CANCEL)? */
#include <linux/delay.h>
#include <linux/slab.h>

#include "raw.h"

/* As it should be. */
void raw_cancel_marked(struct raw_wait *wait, unsigned int issue_flags)
{
	if (raw_claim(wait))
		raw_end(wait, -ECANCELED, issue_flags);
}

/* F3: called with the ring's lock held, says that it is not. */
static void raw_cancel_unlocked(struct raw_wait *wait, unsigned int issue_flags)
{
	if (raw_claim(wait))
		raw_end(wait, -ECANCELED, IO_URING_F_UNLOCKED);
}

/* K5: what has to be stopped takes its time; the core asks again meanwhile. */
static void raw_cancel_later(struct raw_wait *wait, unsigned int issue_flags)
{
	atomic_inc(&raw_counters[CONTROL_CANCELS]);
	if (wait->stopping)
		return;
	wait->stopping = true;
	queue_delayed_work(raw_wq, &wait->work,
			   msecs_to_jiffies(CONTROL_STOP_MS));
}

static void raw_stopped(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	if (raw_claim(wait))
		raw_end_in_task(wait, -ECANCELED);
}

/* K2: completes what is still to be run as task work; kept, for that to find. */
static void raw_cancel_begun(struct raw_wait *wait, unsigned int issue_flags)
{
	if (wait->stopping)
		return;
	wait->stopping = true;
	atomic_inc(&raw_counters[CONTROL_ENDS]);
	ucmd_compat_done(wait->ioucmd, -ECANCELED, 0, false, issue_flags);
}

/* K15: completes all it knows of, also the next that the core would look at. */
static void raw_cancel_all(struct raw_wait *wait, unsigned int issue_flags)
{
	while ((wait = raw_first()))
		raw_end(wait, -ECANCELED, issue_flags);
}

/* K8: the driver's object goes, and F_CANCEL is at work on it. */
static void raw_cancel_object(struct raw_wait *wait, unsigned int issue_flags)
{
	/* the hardware is done just now */
	queue_delayed_work(raw_wq, &wait->work, 0);
	msleep(CONTROL_SLEEP_MS);
	if (READ_ONCE(wait->freed))
		atomic_inc(&raw_counters[CONTROL_FREED]);
}

static void raw_object_done(struct work_struct *work)
{
	struct raw_wait *wait = raw_wait_of(work);

	if (!raw_claim(wait))
		return;
	WRITE_ONCE(wait->freed, true);
	raw_end(wait, 0, IO_URING_F_UNLOCKED);
}

int raw_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct raw_wait *wait = raw_pdu(ioucmd)->wait;

	if (wait)
		wait->cancel(wait, issue_flags);
	else
		atomic_inc(&raw_counters[CONTROL_STALE]);
	return 0;
}

int raw_cancels(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	switch (ioucmd->cmd_op) {
	case CONTROL_WAIT_CANCEL:
		return raw_wait(ioucmd, issue_flags, NULL, raw_cancel_unlocked);
	case CONTROL_WAIT_STOP:
		return raw_wait(ioucmd, issue_flags, raw_stopped,
				raw_cancel_later);
	case CONTROL_WAIT_BEGUN:
		return raw_wait(ioucmd, issue_flags, NULL, raw_cancel_begun);
	case CONTROL_WAIT_ALL:
		return raw_wait(ioucmd, issue_flags, NULL, raw_cancel_all);
	case CONTROL_WAIT_OBJECT:
		return raw_wait(ioucmd, issue_flags, raw_object_done,
				raw_cancel_object);
	case CONTROL_WAIT_LARGE:
		return raw_wait(ioucmd, issue_flags, NULL, raw_cancel_marked);
	}
	return -ENOTTY;
}
