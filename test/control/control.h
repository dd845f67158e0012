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
/* Answer @address, a number of bytes. */
#define CONTROL_BYTES		CONTROL_IOW(20)
/* Answer @value, through a file that is open for writing. */
#define CONTROL_WRITE		CONTROL_IOW(21)

/**
 * struct control_native - arguments that 32-bit programs have another layout of
 * @address: a pointer, or a long
 * @value: what to answer
 * @reserved: zero
 */
struct control_native {
	__u64 address;
	__u32 value;
	__u32 reserved;
};

struct control_native32 {
	__u32 address;
	__u32 value;
};

/* Answer @value; the other two numbers are nobody's. */
#define CONTROL_NATIVE		_IOW('K', 22, struct control_native)
#define CONTROL_NATIVE32	_IOW('K', 22, struct control_native32)
#define CONTROL_NATIVE_READ	_IOR('K', 22, struct control_native)

/* As CONTROL_SLEEP; the raw driver sleeps wherever it is called. */
#define CONTROL_NAP		CONTROL_IOW(23)
/* Need a buffer, sleep, give it back. */
#define CONTROL_KEEP		CONTROL_IOW(24)
/* As CONTROL_LENGTH, of a length at @address; there is a sleep before its use. */
#define CONTROL_FETCH		CONTROL_IOW(25)
/* Prepare, then sleep, then answer: 0, or -EUCLEAN if nothing was prepared. */
#define CONTROL_PREPARE		CONTROL_IOW(26)
/* Wait for CONTROL_WAKE; the raw driver does so asleep. */
#define CONTROL_WAIT_ASLEEP	CONTROL_IOW(27)
/* The same; to the raw driver, one that it cancels as it should. */
#define CONTROL_WAIT_MARKED	CONTROL_IOW(28)
/* The same, with large arguments. */
#define CONTROL_WAIT_LARGE	_IOW('K', 29, struct control_large)
/* The same; to the raw driver, one that takes all others with it. */
#define CONTROL_WAIT_ALL	CONTROL_IOW(30)
/* The same; to the raw driver, one that is cancelled whatever was begun. */
#define CONTROL_WAIT_BEGUN	CONTROL_IOW(31)
/* The same; the raw driver completes it lazily. */
#define CONTROL_WAIT_LAZY	CONTROL_IOW(32)
/* The same, but the driver forgets it; after CONTROL_FORGET_MS it has ended. */
#define CONTROL_FORGET		CONTROL_IOW(33)
/* Wait; when nobody waits any more, another context finishes meanwhile. */
#define CONTROL_WAIT_OBJECT	CONTROL_IOW(34)
/* After CONTROL_COPY_MS answer @value, as it was submitted. */
#define CONTROL_LATE		CONTROL_IOW(35)
/* An operation begins; after CONTROL_COPY_MS it ends, and the command with it. */
#define CONTROL_OPERATION	CONTROL_IOW(36)
/* After CONTROL_COPY_MS answer 0; as long again, look at private bytes. */
#define CONTROL_AFTER		CONTROL_IOW(37)
/* Answer @value from another thread. */
#define CONTROL_THREAD		CONTROL_IOW(38)
/* After CONTROL_TIMER_MS answer @value from a timer. */
#define CONTROL_TIMER		CONTROL_IOW(39)
/* Work is started, then the handler fails: answer -ENOMEM. */
#define CONTROL_FAIL		CONTROL_IOW(40)
/* What answers is started twice; the answer is 1. */
#define CONTROL_START_TWICE	CONTROL_IOW(41)
/* Something fails after the handler has returned: answer -ENOMEM. */
#define CONTROL_FAIL_LATER	CONTROL_IOW(42)
/* Take the driver's lock, answer 0. */
#define CONTROL_LOCK		CONTROL_IOW(43)
/* Take the driver's lock for CONTROL_SLEEP_MS, then complete all that wait. */
#define CONTROL_LOCK_WAKE	CONTROL_IOW(44)

#define CONTROL_SLEEP_MS	200
#define CONTROL_TIMER_MS	100
#define CONTROL_FORGET_MS	500
#define CONTROL_STOP_MS		1000
#define CONTROL_COPY_MS		300

enum control_counter {
	CONTROL_CALLS,		/* of CONTROL_RETURN's handler */
	CONTROL_CANCELS,	/* times a WAIT_STOP was asked to stop */
	CONTROL_PENDING,	/* commands that wait and have not ended */
	CONTROL_STALE,		/* commands that are cancelled although finished */
	CONTROL_ENDS,		/* times a command that waited has ended */
	CONTROL_KEPT,		/* buffers of CONTROL_KEEP */
	CONTROL_OPERATIONS,	/* that have not ended */
	CONTROL_FREED,		/* uses of what was given up, or is another's */
	CONTROL_NR_COUNTERS,
};

#endif /* _CONTROL_H */
