/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What do the two control drivers offer?  The same ops: /dev/raw_control by hand
 * and wrong in ways that drivers have been wrong, /dev/safe_control on ucmd.
 *
 * Each has a second node, NAME_victim, that can be unplugged under open files.
 */
#ifndef _CONTROL_H
#define _CONTROL_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct control_args - arguments of every op
 * @value: what the op is to answer, if it does not say otherwise
 * @length: at most CONTROL_LENGTH_MAX
 * @address: of user memory
 */
struct control_args {
	__s32 value;
	__u32 length;
	__u64 address;
};

#define CONTROL_LENGTH_MAX	16

/**
 * struct control_large - arguments that need an entry of 128 bytes
 * @args: as for the others
 * @more: as many as fit
 */
struct control_large {
	struct control_args args;
	__u64 more[8];
};

#define CONTROL_IOW(nr)		_IOW('K', nr, struct control_args)

/* Answer @value; counts its calls. */
#define CONTROL_RETURN		CONTROL_IOW(1)
/* Answer @value, through the function for completions instead of by return. */
#define CONTROL_DONE		CONTROL_IOW(2)
/* Sleep for CONTROL_SLEEP_MS, then answer @value. */
#define CONTROL_SLEEP		CONTROL_IOW(3)
/* Check @length, use it: 0, -EINVAL, or -EOVERFLOW if one too large was used. */
#define CONTROL_LENGTH		CONTROL_IOW(4)
/* Might have to wait, but need not: answer 0. */
#define CONTROL_READY		CONTROL_IOW(5)
/* Is completed, with 0, before the handler has come to its end. */
#define CONTROL_QUICK		CONTROL_IOW(6)
/* Wait until CONTROL_WAKE says @value, or nobody waits any more. */
#define CONTROL_WAIT		CONTROL_IOW(7)
/* The same; to the raw driver, a command that it can cancel. */
#define CONTROL_WAIT_CANCEL	CONTROL_IOW(8)
/* Work that takes CONTROL_STOP_MS to stop once nobody waits any more. */
#define CONTROL_WAIT_STOP	CONTROL_IOW(9)
/* Complete all that wait, with @value. */
#define CONTROL_WAKE		CONTROL_IOW(10)
/* Two contexts finish the same command: one answers 1, the other 2. */
#define CONTROL_TWICE		CONTROL_IOW(11)
/* Use the registered buffer of @length bytes at @address: 0 if it could. */
#define CONTROL_IMPORT		CONTROL_IOW(12)
/* After CONTROL_COPY_MS write @value to @address, answer 0. */
#define CONTROL_COPY		CONTROL_IOW(13)
/* Take the victim away; bring it back. */
#define CONTROL_UNPLUG		CONTROL_IOW(14)
#define CONTROL_PLUG		CONTROL_IOW(15)
/* Answer the counter number @value. */
#define CONTROL_COUNT		CONTROL_IOW(16)
/* Answer the second word of struct control_large's @more. */
#define CONTROL_LARGE		_IOW('K', 17, struct control_large)
/* Answer 0, and @value as the second result. */
#define CONTROL_SECOND		CONTROL_IOW(18)
/* Answer how often this command was handled, itself included. */
#define CONTROL_TALLY		CONTROL_IOW(19)

#define CONTROL_SLEEP_MS	200
#define CONTROL_STOP_MS		1000
#define CONTROL_COPY_MS		300

enum control_counter {
	CONTROL_CALLS,		/* of CONTROL_RETURN's handler */
	CONTROL_CANCELS,	/* times a WAIT_STOP was asked to stop */
	CONTROL_PENDING,	/* commands that wait and have not ended */
	CONTROL_STALE,		/* commands that are cancelled although finished */
	CONTROL_NR_COUNTERS,
};

#endif /* _CONTROL_H */
