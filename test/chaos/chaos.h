/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What can be asked of the driver under fire?  Ops that end in every way an op can
 * end, on two devices that a third node, /dev/chaos_ctl, pulls, pauses and purges.
 */
#ifndef _CHAOS_H
#define _CHAOS_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* /dev/chaos0 has room for many commands, /dev/chaos1 for few. */
#define CHAOS_DEVICES	2

/* Who completes what the driver holds. */
enum {
	CHAOS_FROM_HANDLER,
	CHAOS_FROM_WORK,
	CHAOS_FROM_TIMER,
	CHAOS_FROM_IRQ,
	CHAOS_FROM_COMMAND,	/* CHAOS_RELEASE */
	CHAOS_FROMS,
};

/* How .cancel goes about it. */
#define CHAOS_SLOW	(1U << 0)	/* takes its time */
#define CHAOS_BOTH	(1U << 1)	/* completes beside the one that may be at it */

/* What becomes of what CHAOS_TAKE takes. */
#define CHAOS_RETURN	(1U << 2)	/* back to the queue */
#define CHAOS_KEEP	(1U << 3)	/* held, for CHAOS_RELEASE */

/**
 * struct chaos_args - arguments of every op
 * @res: what the op is to answer, if nothing ends it before
 * @us: after so many microseconds; for CHAOS_TAKE and CHAOS_RELEASE, how many
 *	commands at most
 * @how: CHAOS_FROM_*
 * @flags: CHAOS_SLOW and the like
 * @reserved: zero
 */
struct chaos_args {
	__s32 res;
	__u32 us;
	__u16 how;
	__u16 flags;
	__u32 reserved;
};

/**
 * struct chaos_large - arguments that need an entry of 128 bytes
 * @args: as for the others
 * @more: each is ~@args.res, or the op answers -EPROTO
 */
struct chaos_large {
	struct chaos_args args;
	__u64 more[8];
};

#define CHAOS_IOW(nr)	_IOW('X', nr, struct chaos_args)

#define CHAOS_NOP	CHAOS_IOW(0)	/* answered at once */
#define CHAOS_WAIT	CHAOS_IOW(1)	/* waits on a queue; has .finish */
#define CHAOS_BARE	CHAOS_IOW(2)	/* waits on a queue; has nothing; answers 0 */
#define CHAOS_HOLD	CHAOS_IOW(3)	/* held; .cancel and .finish */
#define CHAOS_STUBBORN	CHAOS_IOW(4)	/* held; no .cancel */
#define CHAOS_SLEEP	CHAOS_IOW(5)	/* the handler sleeps, then holds */
#define CHAOS_ROOM	CHAOS_IOW(6)	/* held; waits for room */
#define CHAOS_DUE	CHAOS_IOW(7)	/* held; the op has a deadline of its own */
#define CHAOS_TWO	CHAOS_IOW(8)	/* held; the second result is ~res */
#define CHAOS_LARGE	_IOW('X', 9, struct chaos_large)	/* held */
#define CHAOS_TAKE	CHAOS_IOW(10)	/* take what waits */
#define CHAOS_RELEASE	CHAOS_IOW(11)	/* complete what is held for this */

#define CHAOS_DUE_MS	4

/* What purging gives commands. */
#define CHAOS_PURGED	108	/* ESHUTDOWN */

/* Counted since the module was loaded. */
enum {
	CHAOS_STARTED,		/* commands with a .finish that became pending */
	CHAOS_FINISHED,		/* calls of .finish */
	CHAOS_OPENED,		/* calls of .open */
	CHAOS_RELEASED,		/* calls of .release */
	CHAOS_CANCELLED,	/* calls of .cancel */
	CHAOS_BEATEN,		/* completions that came second beside .cancel */
	/* must stay 0: */
	CHAOS_FINISHED_TWICE,
	CHAOS_FINISHED_WRONG,	/* with a result that nobody gave */
	CHAOS_CANCELLED_TWICE,
	CHAOS_CANCELLED_LATE,	/* after .finish */
	CHAOS_UNOWNED,		/* a completion of the only owner was refused */
	CHAOS_COUNTERS,
};

struct chaos_counters {
	__u32 count[CHAOS_COUNTERS];
};

/* ioctl(2) of /dev/chaos_ctl; the argument is the number of a device. */
#define CHAOS_CTL_PLUG		_IO('x', 0)
#define CHAOS_CTL_PULL		_IO('x', 1)
#define CHAOS_CTL_PAUSE		_IO('x', 2)
#define CHAOS_CTL_RESUME	_IO('x', 3)
#define CHAOS_CTL_PURGE		_IO('x', 4)
#define CHAOS_CTL_DRAIN		_IO('x', 5)	/* for some ms at most */
/* Take and complete all that waits or is held for CHAOS_RELEASE. */
#define CHAOS_CTL_FLUSH		_IO('x', 6)
#define CHAOS_CTL_COUNTERS	_IOR('x', 7, struct chaos_counters)

#define CHAOS_DRAIN_MS	5

#endif /* _CHAOS_H */
