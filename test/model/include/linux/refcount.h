/* SPDX-License-Identifier: GPL-2.0-only */
/* What does counting a reference do?  Whatever the kernel would warn of is a violation. */
#ifndef _MODEL_LINUX_REFCOUNT_H
#define _MODEL_LINUX_REFCOUNT_H

#include <linux/types.h>

typedef struct {
	s32 count;
} refcount_t;

void refcount_set(refcount_t *r, int n);
void refcount_set_release(refcount_t *r, int n);
void refcount_inc(refcount_t *r);
void refcount_add(int n, refcount_t *r);
bool refcount_inc_not_zero(refcount_t *r);
bool refcount_sub_and_test(int n, refcount_t *r);
bool refcount_dec_and_test(refcount_t *r);

#endif /* _MODEL_LINUX_REFCOUNT_H */
