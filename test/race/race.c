// SPDX-License-Identifier: GPL-2.0-only
/* race: a driver that completes commands at a chosen moment, and notes what happens. */
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ucmd/ucmd.h>

#include "race.h"

/* How long .quiesce takes, and how long to wait for what must come. */
#define RACE_LEAD_NS	1000000
#define RACE_PATIENCE	(20 * HZ)

/**
 * struct race_note - a command of the batch
 * @pend: its name, while it is held
 * @tried: attempts to complete it in an interrupt
 * @by_irq: of those that did
 * @by_cancel: completions by .cancel
 * @cancels: calls of .cancel
 * @finishes: calls of .finish
 * @started: its handler was called
 * @user: .finish found the program alive
 * @res: result, as .finish saw it
 * @at_ns: when it was tried
 */
struct race_note {
	struct ucmd_pending *pend;
	atomic_t tried;
	atomic_t by_irq;
	atomic_t by_cancel;
	atomic_t cancels;
	atomic_t finishes;
	bool started;
	bool user;
	s32 res;
	s64 at_ns;
};

/* The private memory of a command. */
struct race_job {
	u32 index;
	s32 res;
};

static struct ucmd_queue race_waiting = UCMD_QUEUE_INIT(race_waiting);
static struct race_note race_notes[RACE_MAX];

/* When .quiesce returns, in ns, or 0; the first deadline of the batch, or 0. */
static u64 race_quiesced;
static unsigned long race_deadline;

/* ------------------------------------------------------------------------
 * Ops
 */

static struct race_note *race_note(u32 index)
{
	return &race_notes[index % RACE_MAX];
}

/*
 * Completes beside the interrupt: one of both wins.  The interrupt must have had its
 * turn when this returns, for the name is good no longer.
 */
static void race_cancel(struct ucmd_pending *pend)
{
	struct race_job *job = ucmd_pending_priv(pend);
	struct race_note *note = race_note(job->index);
	unsigned long end = jiffies + RACE_PATIENCE;

	atomic_inc(&note->cancels);
	if (ucmd_pending_complete(pend, -ECANCELED))
		atomic_inc(&note->by_cancel);
	while (!atomic_read(&note->tried) && time_before(jiffies, end))
		usleep_range(20, 50);
}

static void race_finish(struct ucmd_pending *pend, struct ucmd_outcome *out)
{
	struct race_job *job = ucmd_pending_priv(pend);
	struct race_note *note = race_note(job->index);

	note->user = out->user;
	note->res = out->res;
	/* last: it says that all else is there */
	atomic_inc_return(&note->finishes);
}

static struct race_note *race_start(struct ucmd *cmd)
{
	const struct race_args *args = ucmd_args(cmd, struct race_args);
	struct race_job *job = ucmd_priv(cmd);

	job->index = args->index;
	job->res = args->res;
	if (!READ_ONCE(race_deadline) && args->deadline_ms)
		WRITE_ONCE(race_deadline,
			   jiffies + msecs_to_jiffies(args->deadline_ms));
	WRITE_ONCE(race_note(args->index)->started, true);
	return race_note(args->index);
}

static struct ucmd_result race_hold(struct ucmd *cmd)
{
	return ucmd_hold(cmd, &race_start(cmd)->pend);
}

static struct ucmd_result race_wait(struct ucmd *cmd)
{
	race_start(cmd);
	return ucmd_queue(cmd, &race_waiting);
}

/* ------------------------------------------------------------------------
 * The interrupt
 */

/* So many commands are completed by one interrupt at most. */
#define RACE_BURST	16

/*
 * race_shot - what the interrupt is about
 * @fire: the order
 * @begin: of the batch, in ns
 * @next: command that is next
 */
static struct {
	const struct race_fire *fire;
	s64 begin;
	u32 next;
} race_shot;

static u64 race_time_of(u32 index)
{
	const struct race_fire *fire = race_shot.fire;

	return max_t(s64, race_shot.begin + fire->start_ns + (s64)index * fire->pace_ns +
			  fire->offset_ns[index], 0);
}

static bool race_is_next(struct ucmd_pending *pend, void *data)
{
	struct race_job *job = ucmd_pending_priv(pend);

	return job->index == race_shot.next;
}

static struct ucmd_pending *race_take(void)
{
	return ucmd_queue_take_match(&race_waiting, race_is_next, NULL);
}

static void race_shoot(struct race_note *note)
{
	struct ucmd_pending *pend = note->pend;

	note->at_ns = ktime_get_ns();
	if (!pend)
		pend = race_take();
	if (pend && race_shot.fire->back) {
		ucmd_pending_return(pend, &race_waiting);
		pend = race_take();
	}
	if (pend && ucmd_pending_complete(pend, race_shot.next + 1))
		atomic_inc(&note->by_irq);
	atomic_inc_return(&note->tried);
}

/* Completes the next command, and those whose time has come meanwhile. */
static void race_irq(struct irq_work *irq)
{
	unsigned int n = 0;

	do {
		race_shoot(race_note(race_shot.next));
		race_shot.next++;
	} while (++n < RACE_BURST && race_shot.next < race_shot.fire->n &&
		 ktime_get_ns() >= race_time_of(race_shot.next));
}

static struct irq_work race_irq_work = IRQ_WORK_INIT_HARD(race_irq);

static int race_until(u64 ns)
{
	while (ktime_get_ns() < ns) {
		if (ns - ktime_get_ns() > NSEC_PER_MSEC / 2)
			usleep_range(50, 100);
		if (signal_pending(current))
			return -EINTR;
		cond_resched();
		cpu_relax();
	}
	return 0;
}

/* Wait until .quiesce is called or the tick of the deadline is there; when it begins. */
static s64 race_begin(u32 when)
{
	unsigned long end = jiffies + RACE_PATIENCE;

	while (time_before(jiffies, end)) {
		if (when == RACE_AT_QUIESCE && READ_ONCE(race_quiesced))
			return READ_ONCE(race_quiesced);
		if (when == RACE_AT_TICK && !time_before(jiffies, READ_ONCE(race_deadline)))
			return ktime_get_ns();
		if (signal_pending(current))
			return -EINTR;
		cond_resched();
		cpu_relax();
	}
	return -ETIMEDOUT;
}

static long race_fire(const struct race_fire *fire)
{
	int err;

	if (fire->n > RACE_MAX)
		return -EINVAL;
	race_shot.fire = fire;
	race_shot.next = 0;
	race_shot.begin = fire->when == RACE_AT_TIME ? 0 : race_begin(fire->when);
	if (race_shot.begin < 0)
		return race_shot.begin;
	while (race_shot.next < fire->n) {
		err = race_until(race_time_of(race_shot.next));
		if (err)
			return err;
		irq_work_queue(&race_irq_work);
		irq_work_sync(&race_irq_work);
	}
	return 0;
}

/* ------------------------------------------------------------------------
 * The device and the control node
 */

#define RACE_OP(number, text, fn)					\
	.op = number, .name = text, .handler = fn, .finish = race_finish, \
	.args_size = sizeof(struct race_args), .priv_size = sizeof(struct race_job)

static const struct ucmd_op race_ops[] = {
	{ RACE_OP(RACE_HOLD, "hold", race_hold), .cancel = race_cancel },
	{ RACE_OP(RACE_STUBBORN, "stubborn", race_hold) },
	{ RACE_OP(RACE_WAIT, "wait", race_wait) },
};

/* Gives who completes the time to begin before the framework does. */
static void race_quiesce(struct ucmd_device *dev)
{
	u64 end = ktime_get_ns() + RACE_LEAD_NS;

	WRITE_ONCE(race_quiesced, end);
	race_until(end);
}

static struct ucmd_device race_device = {
	.name	 = "race",
	.ops	 = race_ops,
	.nr_ops	 = ARRAY_SIZE(race_ops),
	.depth	 = RACE_MAX,
	.quiesce = race_quiesce,
};

static DEFINE_MUTEX(race_life_lock);

static void race_reset(void)
{
	memset(race_notes, 0, sizeof(race_notes));
	race_quiesced = 0;
	race_deadline = 0;
}

static long race_read(void __user *user)
{
	struct race_trials *trials = kzalloc(sizeof(*trials), GFP_KERNEL);
	unsigned int i;
	long ret;

	if (!trials)
		return -ENOMEM;
	for (i = 0; i < RACE_MAX; i++) {
		struct race_note *note = &race_notes[i];

		trials->trial[i] = (struct race_trial){
			.finishes = atomic_read_acquire(&note->finishes),
			.tried = atomic_read(&note->tried),
			.by_irq = atomic_read(&note->by_irq),
			.by_cancel = atomic_read(&note->by_cancel),
			.cancels = atomic_read(&note->cancels),
			.started = READ_ONCE(note->started),
			.user = note->user,
			.res = note->res,
			.at_ns = note->at_ns,
		};
	}
	ret = copy_to_user(user, trials, sizeof(*trials)) ? -EFAULT : 0;
	kfree(trials);
	return ret;
}

static long race_fire_user(const void __user *user)
{
	struct race_fire *fire = memdup_user(user, sizeof(*fire));
	long ret;

	if (IS_ERR(fire))
		return PTR_ERR(fire);
	ret = race_fire(fire);
	kfree(fire);
	return ret;
}

static long race_life(bool plug)
{
	long ret = 0;

	mutex_lock(&race_life_lock);
	if (plug)
		ret = ucmd_device_register(&race_device);
	else
		ucmd_device_unregister(&race_device);
	mutex_unlock(&race_life_lock);
	return ret;
}

static long race_ctl_ioctl(struct file *file, unsigned int number, unsigned long arg)
{
	switch (number) {
	case RACE_CTL_RESET:
		race_reset();
		return 0;
	case RACE_CTL_FIRE:
		return race_fire_user((void __user *)arg);
	case RACE_CTL_READ:
		return race_read((void __user *)arg);
	case RACE_CTL_PLUG:
	case RACE_CTL_PULL:
		return race_life(number == RACE_CTL_PLUG);
	}
	return -ENOTTY;
}

static const struct file_operations race_ctl_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= race_ctl_ioctl,
};

static struct miscdevice race_ctl = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "race_ctl",
	.fops	= &race_ctl_fops,
};

static int __init race_init(void)
{
	int err = ucmd_device_register(&race_device);

	if (err)
		return err;
	err = misc_register(&race_ctl);
	if (err)
		ucmd_device_unregister(&race_device);
	return err;
}

static void __exit race_exit(void)
{
	misc_deregister(&race_ctl);
	ucmd_device_unregister(&race_device);
	irq_work_sync(&race_irq_work);
}

module_init(race_init);
module_exit(race_exit);

MODULE_DESCRIPTION("ucmd test: ends that meet at a chosen moment");
MODULE_LICENSE("GPL");
