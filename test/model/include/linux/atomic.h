/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does an atomic operation do?  It lets every other actor go first, then acts
 * on memory, and hands over what was written before as far as it is a barrier.
 */
#ifndef _MODEL_LINUX_ATOMIC_H
#define _MODEL_LINUX_ATOMIC_H

#include <linux/types.h>

typedef struct {
	s64 counter;
} atomic64_t;

s64 atomic64_read(const atomic64_t *v);
void atomic64_set(atomic64_t *v, s64 value);
void atomic64_set_release(atomic64_t *v, s64 value);
void atomic64_or(s64 bits, atomic64_t *v);
s64 atomic64_fetch_or(s64 bits, atomic64_t *v);
s64 atomic64_fetch_andnot(s64 bits, atomic64_t *v);
s64 atomic64_add_return(s64 value, atomic64_t *v);
bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 value);
void smp_wmb(void);
void smp_acquire__after_ctrl_dep(void);

#endif /* _MODEL_LINUX_ATOMIC_H */
