/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May this call still go in?  The gate around all code that runs for a device.
 *
 * Inside the gate the driver's &struct ucmd_device is valid and its handlers
 * may run.  ucmd_device_unregister() closes the gate and then waits until all
 * who were inside have left.  Two kinds of visitors, so that the frequent one
 * costs next to nothing and shares no cache line that is written:
 *
 *  - those that must not sleep: an RCU read-side section.  A handler that sleeps
 *    nevertheless is reported by the kernel itself.
 *  - those that may: an SRCU read-side section of the device's own.
 *
 * Pairs with ucmd_gate_close(): a visitor either sees @alive cleared, or is
 * waited for by one of the two grace periods that follow.
 */
#ifndef _UCMD_GATE_H
#define _UCMD_GATE_H

#include "internal.h"

static inline bool ucmd_gate_enter_atomic(struct ucmd_core *core)
{
	rcu_read_lock();
	if (likely(READ_ONCE(core->alive)))
		return true;
	rcu_read_unlock();
	return false;
}

static inline void ucmd_gate_leave_atomic(void)
{
	rcu_read_unlock();
}

static inline bool ucmd_gate_enter(struct ucmd_core *core, int *idx)
{
	*idx = srcu_read_lock(&core->srcu);
	if (likely(READ_ONCE(core->alive)))
		return true;
	srcu_read_unlock(&core->srcu, *idx);
	return false;
}

static inline void ucmd_gate_leave(struct ucmd_core *core, int idx)
{
	srcu_read_unlock(&core->srcu, idx);
}

static inline int ucmd_gate_init(struct ucmd_core *core)
{
	int err = init_srcu_struct(&core->srcu);

	if (err)
		return err;
	lockdep_register_key(&core->srcu_key);
	lockdep_set_class(&core->srcu, &core->srcu_key);
	core->alive = true;
	return 0;
}

static inline void ucmd_gate_exit(struct ucmd_core *core)
{
	cleanup_srcu_struct(&core->srcu);
	lockdep_unregister_key(&core->srcu_key);
}

static inline void ucmd_gate_close(struct ucmd_core *core)
{
	WRITE_ONCE(core->alive, false);
	synchronize_rcu();
	synchronize_srcu(&core->srcu);
}

#endif /* _UCMD_GATE_H */
