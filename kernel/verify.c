// SPDX-License-Identifier: GPL-2.0-only
/* Was it right?  Reports what a driver did wrong; looks for it where asked to. */
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sysfs.h>

#include "verify.h"

static bool ucmd_verify_default;
module_param_named(verify, ucmd_verify_default, bool, 0644);
MODULE_PARM_DESC(verify, "look for misuse on each device that is registered from now on (per device: /sys/class/misc/NAME/verify)");

static unsigned int ucmd_verify_age = 30000;
module_param_named(verify_age_ms, ucmd_verify_age, uint, 0644);
MODULE_PARM_DESC(verify_age_ms, "milliseconds after which a held command is reported");

static unsigned int ucmd_verify_lock = 10000;
module_param_named(verify_lock_us, ucmd_verify_lock, uint, 0644);
MODULE_PARM_DESC(verify_lock_us, "microseconds after which a handler that must not sleep is reported");

DEFINE_STATIC_KEY_FALSE(ucmd_verify_key);

/* ------------------------------------------------------------------------
 * Reports
 */

/* One for each rule, so that none hides another. */
static struct ratelimit_state ucmd_report_limits[UCMD_RULES];

void ucmd_report(enum ucmd_rule rule, const char *device, const char *op,
		 const char *format, ...)
{
	struct va_format what;
	va_list args;

	if (!__ratelimit(&ucmd_report_limits[rule]))
		return;
	va_start(args, format);
	what.fmt = format;
	what.va = &args;
	pr_warn("ucmd: UCMD-R%02d: %s: op %s: %pV (doc/rules/UCMD-R%02d.md)\n",
		rule, device, op, &what, rule);
	va_end(args);
}

/*
 * Report the misuse of a name.  The op is known as long as the slot has not been
 * given to another command.  The caller is in the RCU read-side section it looked
 * the name up in: core and op are still there.
 */
void ucmd_report_name(enum ucmd_rule rule, const struct ucmd_pending *pend,
		      const char *what)
{
	const struct ucmd_slot *slot = ucmd_slot_find(pend);
	const char *op = "(unknown)";
	u32 age;
	u64 word;

	if (!slot) {
		ucmd_report(UCMD_R08, "(unknown device)", op, "%s, and its device is gone", what);
		return;
	}
	word = ucmd_state_word(&slot->state);
	age = ucmd_word_generation(word) - ucmd_name_generation(pend);
	if (!age || (age == 1 && ucmd_word_phase(word) == UCMD_IDLE))
		op = READ_ONCE(slot->op)->name;
	ucmd_report(rule, slot->core->name, op, "%s", what);
}

/*
 * The handler broke the contract: say so, and let the command end with -EIO
 * unless it was decided before.
 */
struct ucmd_result ucmd_misuse(struct ucmd *cmd, enum ucmd_rule rule,
			       const char *what)
{
	ucmd_report(rule, cmd->core->name, cmd->row->op->name, "%s", what);
	if (cmd->verdict == UCMD_UNDECIDED) {
		cmd->verdict = UCMD_COMPLETED;
		cmd->res = -EIO;
	}
	return ucmd_verdict(cmd);
}

/* ------------------------------------------------------------------------
 * The handler
 */

/*
 * Call the handler and watch it.  A handler that must not sleep is watched inside
 * the gate for those that may: the kernel would report it as well, but with a
 * warning that some machines stop at.
 */
struct ucmd_result ucmd_verify_handler(struct ucmd *cmd)
{
	const struct ucmd_op *op = cmd->row->op;
	unsigned long slept = current->nvcsw, preempted = current->nivcsw;
	ktime_t start = ktime_get();
	struct ucmd_result result;
	s64 us;

	result = op->handler(cmd);

	if (ucmd_handler_may_sleep(cmd))
		return result;
	us = ktime_us_delta(ktime_get(), start);
	if (current->nvcsw != slept)
		ucmd_report(UCMD_R06, cmd->core->name, op->name,
			    "its handler slept, for %lld us: add UCMD_OP_MAY_SLEEP to its flags",
			    us);
	else if (us > ucmd_verify_lock && current->nivcsw == preempted)
		ucmd_report(UCMD_R07, cmd->core->name, op->name,
			    "its handler took %lld us, and all that the ring does waited for it: hold the command and work elsewhere",
			    us);
	return result;
}

void ucmd_verify_use(const struct ucmd *cmd, const char *what)
{
	if (cmd->verdict == UCMD_QUEUED)
		ucmd_report(UCMD_R05, cmd->core->name, cmd->row->op->name,
			    "%s after ucmd_queue(): the command may be over", what);
}

/* ------------------------------------------------------------------------
 * The slot
 */

/* What stands behind private memory. */
static const u8 ucmd_canary[UCMD_CANARY_SIZE] = {
	0xc7, 0x75, 0x63, 0x6d, 0x64, 0xc7, 0x5a, 0xa5,
};

void ucmd_verify_slot(struct ucmd_slot *slot)
{
	slot->note.canary = ucmd_verifies(slot->core);
	if (slot->note.canary)
		memcpy(slot->priv + slot->op->priv_size, ucmd_canary,
		       sizeof(ucmd_canary));
	slot->note.site = 0;
}

void __ucmd_verify_hold(struct ucmd_slot *slot, unsigned long site)
{
	slot->note.since = jiffies;
	slot->note.tgid = current->tgid;
	memcpy(slot->note.comm, current->group_leader->comm, sizeof(slot->note.comm));
	/* pairs with ucmd_patrol_one() */
	smp_store_release(&slot->note.site, site);
}

void ucmd_verify_finish(struct ucmd_slot *slot)
{
	if (slot->note.canary &&
	    memcmp(slot->priv + slot->op->priv_size, ucmd_canary, sizeof(ucmd_canary)))
		ucmd_report(UCMD_R09, slot->core->name, slot->op->name,
			    "something was written behind its %u bytes of private memory",
			    slot->op->priv_size);
}

/* ------------------------------------------------------------------------
 * The patrol
 */

static void ucmd_patrol_one(struct ucmd_slot *slot, void *data)
{
	/* pairs with __ucmd_verify_hold() */
	unsigned long site = smp_load_acquire(&slot->note.site);
	unsigned int age;

	if (!site || ucmd_is_multishot(slot) ||
	    ucmd_word_phase(ucmd_state_word(&slot->state)) != UCMD_HELD)
		return;
	age = jiffies_to_msecs(jiffies - slot->note.since);
	if (age < ucmd_verify_age)
		return;
	ucmd_report(UCMD_R02, slot->core->name, slot->op->name,
		    "held for %u ms and not completed: by %pS, for process %d (%s)",
		    age, (void *)site, slot->note.tgid, slot->note.comm);
	/* once is enough */
	WRITE_ONCE(slot->note.site, 0);
}

static void ucmd_patrol(struct work_struct *work)
{
	struct ucmd_core *core = container_of(to_delayed_work(work),
					      struct ucmd_core, patrol);

	if (!READ_ONCE(core->verify))
		return;
	ucmd_slot_for_each(core, ucmd_patrol_one, NULL);
	queue_delayed_work(ucmd_wq, &core->patrol,
			   msecs_to_jiffies(clamp(ucmd_verify_age / 4, 10U, 10000U)));
}

static void ucmd_left_one(struct ucmd_slot *slot, void *data)
{
	if (ucmd_word_phase(ucmd_state_word(&slot->state)) == UCMD_HELD &&
	    !slot->op->cancel)
		ucmd_report(UCMD_R12, slot->core->name, slot->op->name,
			    "the device was unregistered while the driver holds a command, and neither .cancel nor .quiesce says so to it: until it is completed the module stays");
}

/* The device is unregistered; what does the driver hold, and was it told? */
void ucmd_verify_left(struct ucmd_core *core)
{
	if (ucmd_verifies(core) && !core->dev->quiesce)
		ucmd_slot_for_each(core, ucmd_left_one, NULL);
}

/* ------------------------------------------------------------------------
 * The switch
 */

static DEFINE_MUTEX(ucmd_verify_lock_switch);

static void ucmd_verify_set(struct ucmd_core *core, bool on)
{
	mutex_lock(&ucmd_verify_lock_switch);
	if (core->verify != on) {
		WRITE_ONCE(core->verify, on);
		if (on) {
			static_branch_inc(&ucmd_verify_key);
			queue_delayed_work(ucmd_wq, &core->patrol, 0);
		} else {
			static_branch_dec(&ucmd_verify_key);
		}
	}
	mutex_unlock(&ucmd_verify_lock_switch);
}

void ucmd_verify_start(struct ucmd_core *core)
{
	INIT_DELAYED_WORK(&core->patrol, ucmd_patrol);
	ucmd_verify_set(core, ucmd_verify_default);
}

void ucmd_verify_stop(struct ucmd_core *core)
{
	ucmd_verify_set(core, false);
	cancel_delayed_work_sync(&core->patrol);
}

static struct ucmd_core *ucmd_core_of(struct device *node)
{
	/* what misc_register() has set */
	struct miscdevice *misc = dev_get_drvdata(node);

	return container_of(misc, struct ucmd_core, misc);
}

static ssize_t verify_show(struct device *node, struct device_attribute *attr,
			   char *buf)
{
	return sysfs_emit(buf, "%d\n", ucmd_core_of(node)->verify);
}

static ssize_t verify_store(struct device *node, struct device_attribute *attr,
			    const char *buf, size_t count)
{
	bool on;
	int err = kstrtobool(buf, &on);

	if (err)
		return err;
	ucmd_verify_set(ucmd_core_of(node), on);
	return count;
}

static DEVICE_ATTR_RW(verify);

static struct attribute *ucmd_verify_attrs[] = {
	&dev_attr_verify.attr,
	NULL,
};

static const struct attribute_group ucmd_verify_group = {
	.attrs = ucmd_verify_attrs,
};

const struct attribute_group *ucmd_verify_groups[] = {
	&ucmd_verify_group,
	NULL,
};

void ucmd_verify_init(void)
{
	int rule;

	for (rule = 0; rule < UCMD_RULES; rule++)
		ratelimit_state_init(&ucmd_report_limits[rule],
				     DEFAULT_RATELIMIT_INTERVAL,
				     DEFAULT_RATELIMIT_BURST);
}
