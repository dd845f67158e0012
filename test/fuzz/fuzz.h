/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fuzz: what the fuzzer and its driver share.
 *
 * Any payload is harmless: no op sleeps for long, and what is completed with a
 * result that another command chose gets one that can be told from an error.
 *
 *	/dev/fuzz		room for FUZZ_DEPTH pending commands
 *	/dev/fuzz_small		room for FUZZ_SMALL_DEPTH
 *	/dev/fuzz_plug		comes and goes
 */
#ifndef _FUZZ_H
#define _FUZZ_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FUZZ_DEPTH		256
#define FUZZ_SMALL_DEPTH	4

/**
 * struct fuzz_args - what nearly every op takes
 * @how: FUZZ_FROM_* or FUZZ_TAKE_*, the rest of a division
 * @ms: the rest of a division by 4
 * @tag: queue or group
 * @res: result
 * @value: second result, user address or name of the command
 */
struct fuzz_args {
	__u8 how;
	__u8 ms;
	__u16 tag;
	__s32 res;
	__u64 value;
};

struct fuzz_sum {
	__u32 word[20];
};

struct fuzz_odd {
	__u8 byte[13];
};

/* ------------------------------------------------------------------------
 * Answered at once
 */

#define FUZZ_NOP	_IO('Z', 0)
#define FUZZ_ECHO	_IOW('Z', 1, struct fuzz_args)	/* @res */
#define FUZZ_ECHO2	_IOW('Z', 2, struct fuzz_args)	/* @res and @value */
#define FUZZ_SUM	_IOW('Z', 3, struct fuzz_sum)	/* the sum, without its sign */
#define FUZZ_BYTE	_IOW('Z', 4, __u8)		/* the byte */
#define FUZZ_ODD	_IOW('Z', 5, struct fuzz_odd)	/* the last byte */
#define FUZZ_WRITER	_IO('Z', 6)			/* 0, if open for writing */
#define FUZZ_SLEEP	_IOW('Z', 7, struct fuzz_args)	/* @res, after @ms */

/* @res.  A @value made by fuzz_name() must never be seen twice. */
#define FUZZ_ONCE	_IOW('Z', 8, struct fuzz_args)

#define FUZZ_NAMES	65536

static inline __u64 fuzz_name(__u32 n)
{
	return (__u64)(n * 2654435761U ^ 0x75636d64) << 32 | n;
}

/* ------------------------------------------------------------------------
 * Pending: each gets a result from FUZZ_TAKEN on, unless it chose its own
 */

#define FUZZ_QUEUES	4

/* On queue @tag, by an op with .finish; with a handler only; that waits for room. */
#define FUZZ_WAIT	_IOW('Z', 16, struct fuzz_args)
#define FUZZ_WAIT_BARE	_IOW('Z', 17, struct fuzz_args)
#define FUZZ_WAIT_ROOM	_IOW('Z', 18, struct fuzz_args)

/* On a queue that nobody takes from. */
#define FUZZ_STAY	_IO('Z', 19)

/*
 * On a queue that is served, FUZZ_SERVED at once; completed with @res, by the handler's
 * likes of FUZZ_FROM_WORK and FUZZ_FROM_IRQ, once returned by FUZZ_FROM_WAITING, else by
 * .start.
 */
#define FUZZ_SERVE	_IOW('Z', 21, struct fuzz_args)
#define FUZZ_SERVED	2

enum {
	FUZZ_TAKE_ONE,
	FUZZ_TAKE_ALL,
	FUZZ_TAKE_MATCH,	/* the first that has the same @value */
	FUZZ_TAKE_RETURN,	/* to the end of the queue */
	FUZZ_TAKE_MOVE,		/* to queue @value */
	FUZZ_TAKES,
};

#define FUZZ_TAKEN	0x1000
#define FUZZ_TAKEN_MAX	0x1fff

/* From queue @tag; result: how many. */
#define FUZZ_TAKE	_IOW('Z', 20, struct fuzz_args)

/* Who completes a held command, with @res. */
enum {
	FUZZ_FROM_HANDLER,
	FUZZ_FROM_WORK,		/* after @ms */
	FUZZ_FROM_TIMER,	/* after @ms */
	FUZZ_FROM_IRQ,
	FUZZ_FROM_RELEASE,	/* or .cancel */
	FUZZ_FROM_TWICE,	/* the handler, and it tries again */
	FUZZ_FROM_COMPLETE,	/* ucmd_complete() */
	FUZZ_FROM_WAITING,	/* is returned to queue @tag */
	FUZZ_FROM_NOBODY,	/* is not held, but answered at once */
	FUZZ_FROMS,
};

#define FUZZ_HOLD	_IOW('Z', 32, struct fuzz_args)
#define FUZZ_HOLD2	_IOW('Z', 33, struct fuzz_args)	/* second result @value */
#define FUZZ_STUBBORN	_IOW('Z', 34, struct fuzz_args)	/* without .cancel */
#define FUZZ_HOLD_SLEEP	_IOW('Z', 35, struct fuzz_args)	/* the handler sleeps for @ms */
#define FUZZ_HOLD_ROOM	_IOW('Z', 36, struct fuzz_args)	/* waits for room */
#define FUZZ_FINISH	_IOW('Z', 37, struct fuzz_args)	/* .finish writes to @value: 8 or EFAULT */

/* Release those held with @tag; all if it is 0.  Result: how many. */
#define FUZZ_RELEASE	_IOW('Z', 38, struct fuzz_args)

/* Look up the cookie @value; result: whether it names a command. */
#define FUZZ_FIND	_IOW('Z', 39, struct fuzz_args)

/* Complete again one of the last that were completed; result 0. */
#define FUZZ_STALE	_IOW('Z', 40, struct fuzz_args)

/* ------------------------------------------------------------------------
 * The program's memory
 */

/**
 * struct fuzz_memory - memory, and what else such an op takes
 * @addr: of bytes, or of a vector
 * @len: how many bytes, or entries
 * @tag: as in struct fuzz_args, for a pinned one
 * @how: likewise
 * @ms: likewise; and FUZZ_MAP
 *
 * The address comes first: where fuzz_args, read in place of these, have nothing
 * that could be one.
 */
struct fuzz_memory {
	__u64 addr;
	__u32 len;
	__u16 tag;
	__u8 how;
	__u8 ms;
};

#define FUZZ_MAP	0x80	/* a pinned one is mapped for a device as well */

/* Write all of it, or read it.  Result: bytes. */
#define FUZZ_FILL	_IOW('Z', 48, struct fuzz_memory)
#define FUZZ_FILL_VEC	_IOW('Z', 49, struct fuzz_memory)
#define FUZZ_SCAN	_IOW('Z', 50, struct fuzz_memory)
#define FUZZ_SCAN_VEC	_IOW('Z', 51, struct fuzz_memory)

/*
 * The same, by whom @how says, once that completes the command.  Result: bytes, or
 * from FUZZ_TAKEN on if it waits in the end.
 */
#define FUZZ_PIN_FILL	_IOW('Z', 52, struct fuzz_memory)
#define FUZZ_PIN_FILL_VEC _IOW('Z', 53, struct fuzz_memory)
#define FUZZ_PIN_SCAN	_IOW('Z', 54, struct fuzz_memory)
#define FUZZ_PIN_STUBBORN _IOW('Z', 55, struct fuzz_memory)	/* fill, without .cancel */

/* ------------------------------------------------------------------------
 * Steering: ioctl(2) only
 */

/**
 * struct fuzz_counts - what the driver has seen
 * @live: commands pending, but for those of ops without .finish
 * @kept: those that nobody can ask back
 * @wrong: broken promises, each of which says in the log what it is
 */
struct fuzz_counts {
	__u32 live;
	__u32 kept;
	__u32 wrong;
};

#define FUZZ_COUNTS	_IOR('Z', 64, struct fuzz_counts)

/* End all that is pending but FUZZ_STAY, on all devices. */
#define FUZZ_FLUSH	_IO('Z', 65)

/* Names may be used again. */
#define FUZZ_FORGET	_IO('Z', 66)

enum {
	FUZZ_PAUSE,	/* and resume */
	FUZZ_DRAIN,	/* pause, drain for 1 ms, resume */
	FUZZ_PURGE,	/* pause, purge, resume */
	FUZZ_REPLUG,	/* take fuzz_plug away and bring it back */
	FUZZ_LIVES,
};

/* On the device of the file; @arg says what. */
#define FUZZ_LIFE	_IO('Z', 67)

#endif /* _FUZZ_H */
