// SPDX-License-Identifier: GPL-2.0-only
/* race: a driver that completes commands at a chosen moment, and notes what happens. */
#include <linux/delay.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <ucmd/ucmd.h>

#include "../../kernel/internal.h"
#include "race.h"

/* How long to wait for what must come. */
#define RACE_PATIENCE	(20 * HZ)

/**
 * struct race_note - a command of the batch
 * @pend: its name, while it is held
 * @reached: the other event is about to end it, for the first time
 * @here: when who completes was last seen waiting, in ns; 0 before that
 * @at: when both meet, in ns; 0 as long as not both are there
 * @done_ns: see struct race_trial, as for all that follow
 * @other_ns: likewise
 * @tried: likewise
 * @taken: likewise
 * @by_irq: likewise
 * @by_cancel: likewise
 * @cancels: likewise
 * @finishes: likewise
 * @ended: likewise
 * @moved: likewise
 * @started: likewise
 * @user: likewise
 * @res: likewise
 */
struct race_note {
	struct ucmd_pending *pend;
	atomic_t reached;
	u64 here;
	u64 at;
	s64 done_ns;
	s64 other_ns;
	atomic_t tried;
	atomic_t taken;
	atomic_t by_irq;
	atomic_t by_cancel;
	atomic_t cancels;
	atomic_t finishes;
	atomic_t ended;
	atomic_t moved;
	bool started;
	bool user;
	s32 res;
};

/* The private memory of a command. */
struct race_job {
	u32 index;
};

/* Few commands on each, so that what is to be taken is found at once. */
static struct ucmd_queue race_queues[RACE_MAX / 4];
static struct race_note race_notes[RACE_MAX];
static struct race_aim race_aim;

static struct race_note *race_note(u32 index)
{
	return &race_notes[index % RACE_MAX];
}

static struct ucmd_queue *race_queue(u32 index)
{
	return &race_queues[index % ARRAY_SIZE(race_queues)];
}

/* ------------------------------------------------------------------------
 * Where two events meet
 */

/*
 * From the moment both are there to the first of them; how long one of them waits for
 * the other.  On a busy machine either processor may stand still at any moment: who
 * waited a moment ago is there.
 */
#define RACE_LEAD_NS	3000
#define RACE_WAIT_NS	(50 * NSEC_PER_MSEC)
#define RACE_MOMENT_NS	1000

/*
 * How long the completing thread looks for the next command before it sleeps, so as not
 * to take from a busy machine the time that the other event needs.
 */
#define RACE_LOOK_NS	NSEC_PER_MSEC

/*
 * race_meeting - of the other event with the completion
 * @cpu: where commands are completed
 * @reached: which the other event has reached, and 1; 0 while there is none
 * @missed: how many it has reached when it could not wait
 * @stir: who completes waits for either
 */
static struct {
	int cpu;
	atomic_t reached;
	atomic_t missed;
	wait_queue_head_t stir;
} race_meeting = {
	.stir = __WAIT_QUEUE_HEAD_INITIALIZER(race_meeting.stir),
};

/* Without cpu_relax(), at which an emulated processor stops for a moment. */
static u64 race_until(u64 ns)
{
	u64 now;

	do {
		now = ktime_get_ns();
	} while (now < ns);
	return now;
}

/* The other event has reached a command, and goes on when this returns; preemption is off. */
static void race_meet(u32 index)
{
	struct race_note *note = race_note(index);
	u64 now, at, end = ktime_get_ns() + RACE_WAIT_NS;

	if (atomic_xchg(&note->reached, 1))
		return;
	/* else nobody would come, or only to another command */
	if (raw_smp_processor_id() == READ_ONCE(race_meeting.cpu) ||
	    atomic_cmpxchg(&race_meeting.reached, 0, index + 1)) {
		atomic_inc(&race_meeting.missed);
		wake_up(&race_meeting.stir);
		return;
	}
	wake_up(&race_meeting.stir);
	do {
		now = ktime_get_ns();
		if (now >= end)
			return;
	} while (now > READ_ONCE(note->here) + RACE_MOMENT_NS);
	at = now + RACE_LEAD_NS;
	/* pairs with race_irq() */
	smp_store_release(&note->at, at);
	WRITE_ONCE(note->other_ns, race_until(at + max(-race_aim.offset_ns[index], 0)));
}

static u32 race_index(struct ucmd_slot *slot)
{
	struct race_job *job = (struct race_job *)slot->priv;

	return job->index % RACE_MAX;
}

/*
 * Whatever ends a command comes through ucmd_end(), which then looks at its state;
 * there is no device but ours.  Called with preemption off.
 */
static int race_end_begins(struct kretprobe_instance *call, struct pt_regs *regs)
{
	u32 index = race_index((struct ucmd_slot *)regs_get_kernel_argument(regs, 0));

	*(u32 *)call->data = index;
	if (race_aim.where == RACE_AT_END)
		race_meet(index);
	return 0;
}

static int race_end_returns(struct kretprobe_instance *call, struct pt_regs *regs)
{
	struct race_note *note = race_note(*(u32 *)call->data);
	enum ucmd_end end = regs_return_value(regs);

	if (end == UCMD_END_ASKED || end == UCMD_END_OURS)
		atomic_inc(&note->moved);
	/* last: it says that all else is there */
	atomic_set_release(&note->ended, 1);
	return 0;
}

static struct kretprobe race_probe = {
	.kp.symbol_name	= "ucmd_end",
	.entry_handler	= race_end_begins,
	.handler	= race_end_returns,
	.data_size	= sizeof(u32),
	.maxactive	= RACE_MAX,	/* each caller of ioctl(2) may be preempted inside */
};

/* ------------------------------------------------------------------------
 * Ops
 */

/*
 * Completes beside the interrupt: one of both wins.  The interrupt must have had its
 * turn when this returns, for the name is good no longer.
 */
static void race_cancel(struct ucmd_pending *pend)
{
	struct race_job *job = ucmd_pending_priv(pend);
	struct race_note *note = race_note(job->index);
	unsigned long end = jiffies + RACE_PATIENCE;
	u64 soon;

	atomic_inc(&note->cancels);
	preempt_disable();
	if (race_aim.where == RACE_AT_CANCEL)
		race_meet(job->index);
	if (ucmd_pending_complete(pend, -ECANCELED))
		atomic_inc(&note->by_cancel);
	preempt_enable();
	soon = ktime_get_ns() + RACE_LOOK_NS;
	while (!atomic_read(&note->tried) && ktime_get_ns() < soon)
		cond_resched();
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
	WRITE_ONCE(race_note(args->index)->started, true);
	return race_note(args->index);
}

static struct ucmd_result race_hold(struct ucmd *cmd)
{
	return ucmd_hold(cmd, &race_start(cmd)->pend);
}

static struct ucmd_result race_wait(struct ucmd *cmd)
{
	const struct race_args *args = ucmd_args(cmd, struct race_args);

	race_start(cmd);
	return ucmd_queue(cmd, race_queue(args->index));
}

/* ------------------------------------------------------------------------
 * The completion
 */

static bool race_is_it(struct ucmd_pending *pend, void *data)
{
	struct race_job *job = ucmd_pending_priv(pend);
	u32 *index = data;

	return job->index == *index;
}

static struct ucmd_pending *race_take(u32 index)
{
	return ucmd_queue_take_match(race_queue(index), race_is_it, &index);
}

static void race_complete(u32 index)
{
	struct race_note *note = race_note(index);
	struct ucmd_pending *pend = note->pend ?: race_take(index);

	if (pend && race_aim.back) {
		ucmd_pending_return(pend, race_queue(index));
		pend = race_take(index);
	}
	if (pend) {
		atomic_inc(&note->taken);
		if (ucmd_pending_complete(pend, index + 1))
			atomic_inc(&note->by_irq);
	}
	atomic_inc_return(&note->tried);
}

/* The completion has reached a command, too. */
static void race_irq(struct irq_work *irq)
{
	u32 index = atomic_xchg(&race_meeting.reached, 0) - 1;
	struct race_note *note = race_note(index);
	u64 now, at, end = ktime_get_ns() + RACE_WAIT_NS;

	do {
		now = ktime_get_ns();
		WRITE_ONCE(note->here, now);
		/* pairs with race_meet() */
		at = smp_load_acquire(&note->at);
	} while (!at && now < end);
	WRITE_ONCE(note->done_ns, race_until(at + max(race_aim.offset_ns[index], 0)));
	race_complete(index);
}

static struct irq_work race_irq_work = IRQ_WORK_INIT_HARD(race_irq);

static void race_interrupt(void)
{
	irq_work_queue(&race_irq_work);
	irq_work_sync(&race_irq_work);
}

/* Those that the other event reached when it could not wait. */
static void race_fire_missed(void)
{
	u32 index;

	for (index = 0; index < race_aim.n; index++) {
		if (atomic_read(&race_note(index)->tried))
			continue;
		/* long ago: nobody is waited for */
		race_note(index)->at = 1;
		atomic_set(&race_meeting.reached, index + 1);
		race_interrupt();
	}
}

/* Is there anything to do for who has completed so many? */
static bool race_stirs(u32 tried)
{
	return atomic_read(&race_meeting.reached) ||
	       tried + atomic_read(&race_meeting.missed) >= race_aim.n;
}

static long race_fire(void)
{
	u32 tried = 0;
	long left;
	u64 end;

	WRITE_ONCE(race_meeting.cpu, raw_smp_processor_id());
	while (tried + atomic_read(&race_meeting.missed) < race_aim.n) {
		end = ktime_get_ns() + RACE_LOOK_NS;
		while (!race_stirs(tried) && ktime_get_ns() < end)
			cond_resched();
		left = wait_event_interruptible_timeout(race_meeting.stir, race_stirs(tried),
							RACE_PATIENCE);
		if (left <= 0)
			return left ?: -ETIMEDOUT;
		if (atomic_read(&race_meeting.reached)) {
			race_interrupt();
			tried++;
		}
	}
	race_fire_missed();
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

static struct ucmd_device race_device = {
	.name	= "race",
	.ops	= race_ops,
	.nr_ops	= ARRAY_SIZE(race_ops),
	.depth	= RACE_MAX,
};

static DEFINE_MUTEX(race_life_lock);

static long race_take_aim(const void __user *user)
{
	if (copy_from_user(&race_aim, user, sizeof(race_aim)))
		return -EFAULT;
	if (race_aim.n > RACE_MAX)
		return -EINVAL;
	memset(race_notes, 0, sizeof(race_notes));
	race_meeting.cpu = -1;
	atomic_set(&race_meeting.reached, 0);
	atomic_set(&race_meeting.missed, 0);
	return 0;
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
			.ended = atomic_read_acquire(&note->ended),
			.tried = atomic_read(&note->tried),
			.taken = atomic_read(&note->taken),
			.by_irq = atomic_read(&note->by_irq),
			.by_cancel = atomic_read(&note->by_cancel),
			.cancels = atomic_read(&note->cancels),
			.moved = atomic_read(&note->moved),
			.started = READ_ONCE(note->started),
			.user = note->user,
			.res = note->res,
			.done_ns = READ_ONCE(note->done_ns),
			.other_ns = READ_ONCE(note->other_ns),
		};
	}
	ret = copy_to_user(user, trials, sizeof(*trials)) ? -EFAULT : 0;
	kfree(trials);
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
	case RACE_CTL_AIM:
		return race_take_aim((void __user *)arg);
	case RACE_CTL_FIRE:
		return race_fire();
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
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(race_queues); i++)
		ucmd_queue_init(&race_queues[i]);
	err = register_kretprobe(&race_probe);
	if (err)
		return err;
	err = ucmd_device_register(&race_device);
	if (err)
		goto unprobe;
	err = misc_register(&race_ctl);
	if (err)
		goto unregister;
	return 0;
unregister:
	ucmd_device_unregister(&race_device);
unprobe:
	unregister_kretprobe(&race_probe);
	return err;
}

static void __exit race_exit(void)
{
	misc_deregister(&race_ctl);
	ucmd_device_unregister(&race_device);
	unregister_kretprobe(&race_probe);
	irq_work_sync(&race_irq_work);
}

module_init(race_init);
module_exit(race_exit);

MODULE_DESCRIPTION("ucmd test: ends that meet at a chosen moment");
MODULE_LICENSE("GPL");
