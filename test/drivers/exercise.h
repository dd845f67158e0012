/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * exercise: what the test programs and the driver share.
 *
 * The driver does what a command asks of it, with every feature of ucmd, and
 * counts.  Opening a device with O_EXCL is refused with EUSERS.  Three devices answer the same ops:
 *
 *	/dev/exercise		always there
 *	/dev/exercise_small	room for EXERCISE_SMALL_DEPTH pending commands; can be polled
 *	/dev/exercise_plug	there between EXERCISE_PLUG and EXERCISE_PULL
 *
 * and one those that give events:
 *
 *	/dev/exercise_events	there between EXERCISE_PLUG_EVENTS and EXERCISE_PULL
 */
#ifndef _EXERCISE_H
#define _EXERCISE_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define EXERCISE_SMALL_DEPTH	4

/* ------------------------------------------------------------------------
 * Commands answered at once
 */

/* Result 0. */
#define EXERCISE_NOP		_IO('X', 0)

/* Result @res, whatever it is. */
struct exercise_echo {
	__s32 res;
	__u32 reserved;
};

#define EXERCISE_ECHO		_IOW('X', 1, struct exercise_echo)

/* Result: the sum of all words, less its top bit. */
struct exercise_sum16 {
	__u32 word[4];
};

struct exercise_sum80 {
	__u32 word[20];
};

#define EXERCISE_SUM16		_IOW('X', 2, struct exercise_sum16)
#define EXERCISE_SUM80		_IOW('X', 3, struct exercise_sum80)

/* Result @res, second result word @res2. */
struct exercise_echo2 {
	__s32 res;
	__u32 reserved;
	__u64 res2;
};

#define EXERCISE_ECHO2		_IOW('X', 4, struct exercise_echo2)

/* Result EXERCISE_IN_WORKER if the handler ran in an io-wq worker, else 0. */
#define EXERCISE_WHERE		_IO('X', 5)
#define EXERCISE_IN_WORKER	0x10000

/*
 * An op that may sleep: allocates, sleeps @ms, and answers the low 16 bits of
 * @value, plus EXERCISE_IN_WORKER as above.
 */
struct exercise_sleep {
	__u32 value;
	__u32 ms;
};

#define EXERCISE_SLEEP		_IOW('X', 6, struct exercise_sleep)

/* Result 0, if the file is open for writing, or reading, or the user is root. */
#define EXERCISE_WRITER		_IO('X', 7)
#define EXERCISE_READER		_IO('X', 8)
#define EXERCISE_ADMIN		_IO('X', 9)

/* ------------------------------------------------------------------------
 * Commands that wait
 */

#define EXERCISE_QUEUES		3

/* Waits on @queue; @tag is for EXERCISE_TAKE_MATCH. */
struct exercise_wait {
	__u32 queue;
	__u32 tag;
};

#define EXERCISE_WAIT		_IOW('X', 16, struct exercise_wait)

/* Waits on a queue of its own, by an op that has nothing but a handler. */
#define EXERCISE_WAIT_BARE	_IO('X', 17)

/* As EXERCISE_WAIT; waits for room if there is none; has a deadline; both. */
#define EXERCISE_WAIT_ROOM	_IOW('X', 19, struct exercise_wait)
#define EXERCISE_WAIT_LIMITED	_IOW('X', 20, struct exercise_wait)
#define EXERCISE_WAIT_ROOM_LIMITED _IOW('X', 21, struct exercise_wait)
#define EXERCISE_LIMIT_MS	100

/* What to do with the commands that wait on a queue. */
enum {
	EXERCISE_TAKE_ONE,	/* complete the first */
	EXERCISE_TAKE_ALL,	/* complete all, in order */
	EXERCISE_TAKE_MATCH,	/* complete the first that has @tag */
	EXERCISE_TAKE_RETURN,	/* put the first back, to the end */
	EXERCISE_TAKE_MOVE,	/* put the first on queue @tag */
};

/*
 * The n-th command completed gets @res + n.  Result: how many were taken.
 * @queue: EXERCISE_QUEUES is that of EXERCISE_WAIT_BARE.
 */
struct exercise_take {
	__u32 queue;
	__u32 how;
	__u32 tag;
	__s32 res;
};

#define EXERCISE_TAKE		_IOW('X', 18, struct exercise_take)

/* ------------------------------------------------------------------------
 * Commands the driver holds
 */

/* Who completes a held command. */
enum {
	EXERCISE_FROM_HANDLER,	/* the handler itself, under a spinlock */
	EXERCISE_FROM_WORK,	/* a work item */
	EXERCISE_FROM_TIMER,	/* a timer (soft interrupt), under a spinlock */
	EXERCISE_FROM_IRQ,	/* an irq_work (hard interrupt) */
	EXERCISE_FROM_RELEASE,	/* EXERCISE_RELEASE, or .cancel */
	EXERCISE_FROM_CANCEL,	/* as above; .cancel takes @ms to do it */
	EXERCISE_FROM_POLL,	/* the device's .poll */
};

/* Completed with @res, after @ms if a work item or timer does it. */
struct exercise_hold {
	__u16 how;
	__u16 tag;
	__u32 ms;
	__s32 res;
	__u32 reserved;
};

/* With .cancel and .finish; the second has a second result word. */
#define EXERCISE_HOLD		_IOW('X', 32, struct exercise_hold)
#define EXERCISE_HOLD2		_IOW('X', 33, struct exercise_hold)
#define EXERCISE_HOLD2_WORD	0x1122334455667788ULL

/* Without .cancel and .finish: @how is EXERCISE_FROM_RELEASE. */
#define EXERCISE_HOLD_STUBBORN	_IOW('X', 34, struct exercise_hold)

/* By an op that may sleep: held, then the handler sleeps for @ms. */
#define EXERCISE_HOLD_ASLEEP	_IOW('X', 35, struct exercise_hold)

/* .finish writes EXERCISE_FINISH_WORD to @addr; result 8, or -EFAULT. */
struct exercise_finish {
	__u16 how;
	__u16 tag;
	__u32 ms;
	__u64 addr;
};

#define EXERCISE_FINISH		_IOW('X', 36, struct exercise_finish)
#define EXERCISE_FINISH_WORD	0x75636d642066696eULL

/* Complete what waits for a release: those with @tag, or all if @tag is 0. */
struct exercise_release {
	__u32 tag;
	__s32 res;
};

#define EXERCISE_RELEASE	_IOW('X', 37, struct exercise_release)

/* ------------------------------------------------------------------------
 * Commands that ucmd hands to the driver, from queues that are served
 */

/* Which queue, and how many the driver has of it at once. */
enum {
	EXERCISE_SERVED_ONE,	/* the device's: one */
	EXERCISE_SERVED_THREE,	/* the device's: three */
	EXERCISE_SERVED_FILE,	/* the file's: one */
	EXERCISE_SERVED,
};

/*
 * What .start does: it takes @ms, then has the command completed with @res as
 * EXERCISE_HOLD does; EXERCISE_FROM_HANDLER: itself.  Or it puts it back, and
 * completes it the second time.  Or it completes it, and then takes @ms.
 */
#define EXERCISE_FROM_SECOND	16
#define EXERCISE_FROM_FIRST	17

struct exercise_serve {
	__u16 how;
	__u16 tag;
	__u16 queue;
	__u16 ms;
	__s32 res;
	__u32 reserved;
};

/* With .cancel and .finish; without. */
#define EXERCISE_SERVE		_IOW('X', 96, struct exercise_serve)
#define EXERCISE_SERVE_STUBBORN	_IOW('X', 97, struct exercise_serve)

/* ------------------------------------------------------------------------
 * The program's memory
 */

/*
 * The memory is @len bytes at @addr, or if @vec is 1, what the @len entries of the
 * vector at @addr name.  It may be a registered buffer.
 */
struct exercise_memory {
	__u64 addr;
	__u32 len;
	__u16 tag;
	__u8 vec;
	__u8 first;
};

/* Fill it with @first, @first + 1, ...; result: bytes.  Or add it up; result: sum. */
#define EXERCISE_FILL		_IOW('X', 80, struct exercise_memory)
#define EXERCISE_ADD		_IOW('X', 81, struct exercise_memory)

/*
 * The same, once EXERCISE_RELEASE says so; -ECANCELED if it is cancelled before.  The
 * last two cannot be asked back: they fill the memory also when nobody waits any more;
 * nobody does after EXERCISE_LIMIT_MS of the last.
 */
#define EXERCISE_PIN_FILL	_IOW('X', 82, struct exercise_memory)
#define EXERCISE_PIN_ADD	_IOW('X', 83, struct exercise_memory)
#define EXERCISE_PIN_STUBBORN	_IOW('X', 84, struct exercise_memory)
#define EXERCISE_PIN_LIMITED	_IOW('X', 85, struct exercise_memory)

/*
 * EXERCISE_MOVE_LEN bytes from @from, which is plain memory also if the SQE names a
 * registered buffer, to @to.  _VEC: @from is a vector of two entries, with all of them.
 * _PIN_: the same by pinned memory.  Result: bytes.
 */
struct exercise_move {
	__u64 from;
	__u64 to;
};

#define EXERCISE_MOVE_LEN	5000
#define EXERCISE_MOVE		_IOW('X', 86, struct exercise_move)
#define EXERCISE_MOVE_VEC	_IOW('X', 87, struct exercise_move)
#define EXERCISE_PIN_MOVE	_IOW('X', 88, struct exercise_move)
#define EXERCISE_PIN_MOVE_VEC	_IOW('X', 89, struct exercise_move)

/* ------------------------------------------------------------------------
 * Many completions of one command
 */

/* What .fill does when all events are given. */
enum {
	EXERCISE_EMIT_ON,		/* nothing: the command goes on */
	EXERCISE_EMIT_END,		/* completes it, with @res */
	EXERCISE_EMIT_FAIL,		/* fails, with @res */
	EXERCISE_EMIT_TOO_MUCH,		/* claims more than the buffer holds */
	EXERCISE_EMIT_SLOWLY,		/* nothing, and takes EXERCISE_LIMIT_MS, each time */
	EXERCISE_EMIT_COMPLETE,		/* the command is completed at once, with @res */
};

struct exercise_emit {
	__u16 tag;
	__u16 how;
	__u32 n;
	__s32 res;
	__u32 then;
};

/*
 * Multishot: gets events, which are __u64 that count up from 1; @n are made by the
 * handler; if @how is EXERCISE_FROM_IRQ some are made all the time, by interrupts too.
 */
#define EXERCISE_EVENTS		_IOW('X', 88, struct exercise_emit)
#define EXERCISE_EVENTS_LIMITED	_IOW('X', 89, struct exercise_emit)

/* Make @n more for those with @tag, which do @then.  Result: how many were woken. */
#define EXERCISE_EMIT		_IOW('X', 90, struct exercise_emit)

/* ------------------------------------------------------------------------
 * Names that are out of date
 */

/* Hold, complete with 1, and keep the name. */
#define EXERCISE_KEEP_NAME	_IO('X', 40)

/* Use the name that was kept in every way.  Result: EXERCISE_NAME_* that held. */
#define EXERCISE_USE_NAME	_IO('X', 41)
#define EXERCISE_NAME_NOT_FOUND	(1 << 0)	/* its cookie finds nothing */
#define EXERCISE_NAME_REFUSED	(1 << 1)	/* it cannot be completed */
#define EXERCISE_NAME_NOBODYS	(1 << 2)	/* its memory is no command's */
#define EXERCISE_NAME_ALL	7

/* ------------------------------------------------------------------------
 * Misuse: what the handler does wrong
 */

enum {
	EXERCISE_ZERO_RESULT,		/* returns a zeroed result */
	EXERCISE_HOLD_NO_ROOM,		/* holds, but reserved no room */
	EXERCISE_QUEUE_COMPLETED,	/* queues what it has completed */
	EXERCISE_HOLD_TWICE,
	EXERCISE_COMPLETE_HELD,		/* ucmd_complete() of what it holds */
	EXERCISE_COMPLETE_TWICE,	/* both ways; counts what the second said */
	EXERCISE_LEND_RESULT,		/* shows its result to the next, sleeps */
	EXERCISE_BORROW_RESULT,		/* returns the one it was shown */
};

struct exercise_misuse {
	__u32 what;
	__u32 reserved;
};

#define EXERCISE_MISUSE		_IOW('X', 48, struct exercise_misuse)	/* may hold */
#define EXERCISE_MISUSE_BARE	_IOW('X', 49, struct exercise_misuse)	/* may not */
#define EXERCISE_MISUSE_ASLEEP	_IOW('X', 50, struct exercise_misuse)	/* may sleep */

/* ------------------------------------------------------------------------
 * ioctl: how the test programs look at the driver and steer it
 */

enum {
	EXERCISE_OPENS,
	EXERCISE_RELEASES,
	EXERCISE_HANDLERS,	/* handler calls */
	EXERCISE_COMPLETED,	/* completions of held commands that counted */
	EXERCISE_LOST,		/* that came too late */
	EXERCISE_CANCELS,	/* .cancel calls */
	EXERCISE_EARLY_CANCELS,	/* while the handler or .start had not returned */
	EXERCISE_FINISHES,	/* .finish calls */
	EXERCISE_FINISHES_GONE,	/* with the submitter gone */
	EXERCISE_FINISHES_WRONG, /* with another result than the driver gave */
	EXERCISE_LIVE,		/* pending now, except EXERCISE_WAIT_BARE */
	EXERCISE_ASLEEP,	/* in EXERCISE_SLEEP and EXERCISE_NAP now */
	EXERCISE_STARTS,	/* .start calls */
	EXERCISE_STARTS_WRONG,	/* inside another, or with more than the queue's depth */
	EXERCISE_COUNTERS,
};

struct exercise_counters {
	__u32 count[EXERCISE_COUNTERS];
};

#define EXERCISE_GET_COUNTERS	_IOR('X', 64, struct exercise_counters)

/*
 * Register exercise_plug: with ops (0), without (1), or with ops and a .quiesce
 * that completes all that waits for a release with -ESHUTDOWN (2); with a parent
 * that sleeps while nobody needs it (3), or that never wakes (4).  Unregister it, and
 * exercise_events.
 */
#define EXERCISE_PLUG		_IO('X', 65)
#define EXERCISE_PULL		_IO('X', 66)

/* Complete everything that waits for a release, on all devices. */
#define EXERCISE_RELEASE_ALL	_IO('X', 67)

/*
 * Try to register the n-th device that must be refused.  0: it was taken;
 * -ERANGE: there is no n-th.
 */
#define EXERCISE_REFUSE		_IO('X', 68)

/* Try to register a device whose op has UCMD_OP_FIXED_VEC. */
#define EXERCISE_NEED_FIXED_VEC	_IO('X', 75)

/* Register exercise_events. */
#define EXERCISE_PLUG_EVENTS	_IO('X', 76)

/* Sleep so many milliseconds. */
#define EXERCISE_NAP		_IO('X', 69)

/* Answers of the other file operations. */
#define EXERCISE_ANSWER		_IO('X', 70)

/* The life of the device the file is of: drain for so many ms; purge with -errno. */
#define EXERCISE_PAUSE		_IO('X', 71)
#define EXERCISE_RESUME		_IO('X', 72)
#define EXERCISE_DRAIN		_IO('X', 73)
#define EXERCISE_PURGE		_IO('X', 74)
#define EXERCISE_IOCTL_ANSWER	4711
#define EXERCISE_COMPAT_ANSWER	3232
#define EXERCISE_TEXT		"exercise\n"
#define EXERCISE_SIZE		4096

#endif /* _EXERCISE_H */
