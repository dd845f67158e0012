/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What can be asked of the driver whose commands end at a chosen moment?  Commands of a
 * batch have numbers.  When something else is about to end one of them, /dev/race_ctl
 * completes it on another processor, in a hard interrupt: both wait for one moment, each
 * at its own distance from it, given to the nanosecond.  What became of each command, it
 * says afterwards.
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
 */
struct race_args {
	__u32 index;
};

#define RACE_HOLD	_IOW('R', 0, struct race_args)	/* held; has .cancel */
#define RACE_STUBBORN	_IOW('R', 1, struct race_args)	/* held; has none */
#define RACE_WAIT	_IOW('R', 2, struct race_args)	/* waits on a queue */

/* Where the other event waits for the completion. */
enum {
	RACE_AT_END,		/* where the framework begins to end a command */
	RACE_AT_CANCEL,		/* in .cancel, before that completes it */
};

/**
 * struct race_aim - how the commands of the next batch are completed
 * @n: how many
 * @where: RACE_AT_*
 * @back: what waits is taken, returned and taken again
 * @reserved: zero
 * @offset_ns: of each: how much later than the other event
 */
struct race_aim {
	__u32 n;
	__u32 where;
	__u32 back;
	__u32 reserved;
	__s32 offset_ns[RACE_MAX];
};

/**
 * struct race_trial - what became of a command
 * @done_ns: when the driver set about completing it; it completes it with its number
 *	in the batch and 1
 * @other_ns: when the other event set about ending it; 0 if they did not wait for each
 *	other
 * @res: result, as .finish saw it
 * @started: its handler was called
 * @tried: somebody tried to complete it in an interrupt
 * @taken: and got it from its queue, each time it was there to be taken
 * @by_irq: and that was what completed it
 * @by_cancel: .cancel completed it
 * @cancels: calls of .cancel
 * @finishes: calls of .finish
 * @user: .finish found the program alive
 * @ended: ucmd_end() was called, and has returned
 * @moved: how often it ended the command or asked for its end
 * @reserved: zero
 */
struct race_trial {
	__s64 done_ns;
	__s64 other_ns;
	__s32 res;
	__u8 started;
	__u8 tried;
	__u8 taken;
	__u8 by_irq;
	__u8 by_cancel;
	__u8 cancels;
	__u8 finishes;
	__u8 user;
	__u8 ended;
	__u8 moved;
	__u8 reserved[2];
};

struct race_trials {
	struct race_trial trial[RACE_MAX];
};

/* ioctl(2) of /dev/race_ctl */
#define RACE_CTL_AIM	_IOW('r', 0, struct race_aim)	/* begin a batch */
#define RACE_CTL_FIRE	_IO('r', 1)			/* complete it, on this processor */
#define RACE_CTL_READ	_IOR('r', 2, struct race_trials)
#define RACE_CTL_PLUG	_IO('r', 3)
#define RACE_CTL_PULL	_IO('r', 4)

#endif /* _RACE_H */
