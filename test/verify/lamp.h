/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the pages of doc/rules take for granted?  The made-up driver that their
 * code blocks are pieces of: a lamp that blinks so many times and then raises an
 * interrupt.  Programs see the upper half.
 */
#ifndef _LAMP_H
#define _LAMP_H

#include <linux/ioctl.h>
#include <linux/types.h>

struct lamp_blink {
	__u32 times;
	__u32 reserved;
};

struct lamp_dim {
	__u32 level;
};

#define LAMP_BLINK	_IOW('L', 0, struct lamp_blink)
#define LAMP_DIM	_IOW('L', 1, struct lamp_dim)
#define LAMP_WAIT	_IO('L', 2)

#define LAMP_TIMES_MAX	100

/* Where programs keep the curve that a lamp is dimmed by. */
#define LAMP_CURVE	0x10000

#ifdef __KERNEL__

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/uio.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

/* The hardware.  It does nothing, and the interrupt comes when the test says so. */
static inline void lamp_start(u32 times)
{
}

static inline void lamp_stop(void)
{
}

/* Every lamp fails here: it is the error paths that are forgotten. */
static inline bool lamp_failed(void)
{
	return true;
}

/* Of the driver: made before its device is registered. */
extern struct workqueue_struct *lamp_wq;

/**
 * struct lamp_case - one code block of one page, ready to run
 * @name: such as R01_bad
 * @dev: its device; one of them is registered at a time, for all have one name
 * @irq: its interrupt handler, or %NULL
 * @reset: how it is reset, or %NULL
 */
struct lamp_case {
	const char *name;
	struct ucmd_device *dev;
	irq_handler_t irq;
	void (*reset)(void);
};

#endif /* __KERNEL__ */
#endif /* _LAMP_H */
