/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * bell: what programs and the driver share.
 *
 *	BELL_WAIT	wait until somebody rings; the result is the tone
 *	BELL_RING	wake the longest waiting; the result is how many
 */
#ifndef _BELL_H
#define _BELL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct bell_ring - argument of BELL_RING
 * @max: how many waiters to wake at most, not 0
 * @tone: what they get as their result, not negative
 */
struct bell_ring {
	__u32 max;
	__s32 tone;
};

#define BELL_WAIT	_IO('B', 0)
#define BELL_RING	_IOW('B', 1, struct bell_ring)

#endif /* _BELL_H */
