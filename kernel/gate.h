/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May this call still go in?  The gates around all code that runs for a device:
 * one for handlers, which a pause closes too, and one for its other file
 * operations.
 *
 * Inside a gate the driver's &struct ucmd_device is valid.  Who closes it then
 * waits until all who were inside have left.  Two kinds of visitors, so that the
 * frequent one costs next to nothing and shares no cache line that is written:
 *
 *  - those that must not sleep: an RCU read-side section.  A handler that sleeps
 *    nevertheless is reported by the kernel itself.
 *  - those that may: an SRCU read-side section of the gate's own.
 *
 * Pairs with ucmd_gate_wait(): a visitor either sees @open cleared, or is waited
 * for by one of the two grace periods that follow.
 */
#ifndef _UCMD_GATE_H
#define _UCMD_GATE_H

#include "internal.h"

static inline bool ucmd_gate_enter_atomic(struct ucmd_gate *gate)
{
	rcu_read_lock();
	if (likely(READ_ONCE(gate->open)))
		return true;
	rcu_read_unlock();
	return false;
}

static inline void ucmd_gate_leave_atomic(void)
{
	rcu_read_unlock();
}

static inline bool ucmd_gate_enter(struct ucmd_gate *gate, int *idx)
{
	*idx = srcu_read_lock(&gate->srcu);
	if (likely(READ_ONCE(gate->open)))
		return true;
	srcu_read_unlock(&gate->srcu, *idx);
	return false;
}

static inline void ucmd_gate_leave(struct ucmd_gate *gate, int idx)
{
	srcu_read_unlock(&gate->srcu, idx);
}

static inline int ucmd_gate_init(struct ucmd_gate *gate, struct lock_class_key *key)
{
	int err = init_srcu_struct(&gate->srcu);

	if (err)
		return err;
	lockdep_register_key(key);
	lockdep_set_class(&gate->srcu, key);
	gate->open = true;
	return 0;
}

static inline void ucmd_gate_exit(struct ucmd_gate *gate, struct lock_class_key *key)
{
	cleanup_srcu_struct(&gate->srcu);
	lockdep_unregister_key(key);
}

static inline void ucmd_gate_open(struct ucmd_gate *gate)
{
	WRITE_ONCE(gate->open, true);
}

static inline void ucmd_gate_shut(struct ucmd_gate *gate)
{
	WRITE_ONCE(gate->open, false);
}

/* The gate was shut: wait until all who were inside have left. */
static inline void ucmd_gate_wait(struct ucmd_gate *gate)
{
	synchronize_rcu();
	synchronize_srcu(&gate->srcu);
}

#endif /* _UCMD_GATE_H */
