/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What can be asked of the driver whose commands end at a chosen moment?  Commands of a
 * batch have numbers; /dev/race_ctl completes them one by one, in a hard interrupt, at
 * times that are given to the nanosecond, and says afterwards what became of each.
 */
#ifndef _RACE_H
#define _RACE_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Commands of a batch at most. */
#define RACE_MAX	256

/**
 * struct race_args - arguments of every op
 * @index: number in the batch
 * @res: result, if the driver completes it
 * @deadline_ms: that the program has set, for RACE_AT_TICK
 * @reserved: zero
 */
struct race_args {
	__u32 index;
	__s32 res;
	__u32 deadline_ms;
	__u32 reserved;
};

#define RACE_HOLD	_IOW('R', 0, struct race_args)	/* held; has .cancel */
#define RACE_STUBBORN	_IOW('R', 1, struct race_args)	/* held; has none */
#define RACE_WAIT	_IOW('R', 2, struct race_args)	/* waits on a queue */

/* When a batch begins. */
enum {
	RACE_AT_TIME,		/* at @start_ns */
	RACE_AT_QUIESCE,	/* @start_ns after .quiesce has returned */
	RACE_AT_TICK,		/* @start_ns after the tick of the first deadline */
};

/**
 * struct race_fire - complete the commands of a batch
 * @start_ns: see above; in CLOCK_MONOTONIC
 * @pace_ns: from one to the next
 * @n: how many
 * @when: RACE_AT_*
 * @back: what waits is taken, returned and taken again
 * @offset_ns: of each
 */
struct race_fire {
	__s64 start_ns;
	__u32 pace_ns;
	__u32 n;
	__u32 when;
	__u32 back;
	__s32 offset_ns[RACE_MAX];
};

/**
 * struct race_trial - what became of a command
 * @at_ns: when @tried
 * @res: result, as .finish saw it
 * @started: its handler was called
 * @tried: somebody tried to complete it in an interrupt
 * @by_irq: and that was what completed it
 * @by_cancel: .cancel completed it
 * @cancels: calls of .cancel
 * @finishes: calls of .finish
 * @user: .finish found the program alive
 * @reserved: zero
 */
struct race_trial {
	__s64 at_ns;
	__s32 res;
	__u8 started;
	__u8 tried;
	__u8 by_irq;
	__u8 by_cancel;
	__u8 cancels;
	__u8 finishes;
	__u8 user;
	__u8 reserved[5];
};

struct race_trials {
	struct race_trial trial[RACE_MAX];
};

/* ioctl(2) of /dev/race_ctl */
#define RACE_CTL_RESET	_IO('r', 0)
#define RACE_CTL_FIRE	_IOW('r', 1, struct race_fire)
#define RACE_CTL_READ	_IOR('r', 2, struct race_trials)
#define RACE_CTL_PLUG	_IO('r', 3)
#define RACE_CTL_PULL	_IO('r', 4)

#endif /* _RACE_H */
