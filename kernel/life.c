// SPDX-License-Identifier: GPL-2.0-only
/*
 * May it go on?  Pausing, draining, purging and resuming a device that stays.
 */
#include <linux/jiffies.h>

#include "gate.h"
#include "internal.h"
#include "verify.h"

void ucmd_device_pause(struct ucmd_device *dev)
{
	struct ucmd_core *core = dev->core;

	if (!core)
		return;
	mutex_lock(&core->life_lock);
	core->paused++;
	ucmd_gate_shut(&core->commands);
	mutex_unlock(&core->life_lock);
	/* also for a second pause: it too returns when no handler runs */
	ucmd_gate_wait(&core->commands);
}
EXPORT_SYMBOL_GPL(ucmd_device_pause);

void ucmd_device_resume(struct ucmd_device *dev)
{
	struct ucmd_core *core = dev->core;

	if (!core)
		return;
	mutex_lock(&core->life_lock);
	if (!core->paused)
		ucmd_report(UCMD_R17, core->name, "(none)", "the device was resumed, but not paused");
	else if (!--core->paused)
		ucmd_gate_open(&core->commands);
	mutex_unlock(&core->life_lock);
	wake_up_all(&core->stir);
	ucmd_serve_all(core);
}
EXPORT_SYMBOL_GPL(ucmd_device_resume);

static void ucmd_busy_one(struct ucmd_slot *slot, void *data)
{
	u64 word = ucmd_state_word(&slot->state);
	bool *busy = data;

	/* who holds a multishot command has nothing to do but to wait */
	*busy |= ucmd_is_multishot(slot) ? ucmd_word_asking(word) :
					   ucmd_word_with_driver(word);
}

static bool ucmd_busy(struct ucmd_core *core)
{
	bool busy = false;

	ucmd_slot_for_each(core, ucmd_busy_one, &busy);
	return busy;
}

int ucmd_device_drain(struct ucmd_device *dev, unsigned int timeout_ms)
{
	struct ucmd_core *core = dev->core;

	if (!core)
		return 0;
	return wait_event_timeout(core->stir, !ucmd_busy(core),
				  msecs_to_jiffies(timeout_ms) + 1) ? 0 : -ETIMEDOUT;
}
EXPORT_SYMBOL_GPL(ucmd_device_drain);

void ucmd_device_purge(struct ucmd_device *dev, int err)
{
	struct ucmd_core *core = dev->core;

	if (!core)
		return;
	if (err >= 0 || err < -UCMD_ERRNO_MAX) {
		ucmd_report(UCMD_R17, core->name, "(none)",
			    "the device was purged with %d, sent %d: use a negative code of errno(3)",
			    err, -EIO);
		err = -EIO;
	}
	ucmd_end_all(core, err);
}
EXPORT_SYMBOL_GPL(ucmd_device_purge);
