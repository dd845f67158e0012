/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does every misuse of bad/ need around it?  One include, the rows of a
 * table, and something to send.
 *
 * All misuses are also compiled together with FIXED defined: names start with
 * the name of their file.
 */
#ifndef _SHAPE_H
#define _SHAPE_H

#include <linux/errno.h>
#include <linux/ioctl.h>
#include <ucmd/ucmd.h>

/* The arguments of an op. */
struct shape_args {
	u64 addr;
	u32 len;
	u32 reserved;
};

/* Somewhere to wait, and where to keep what is held. */
static struct ucmd_queue shape_queue __maybe_unused =
	UCMD_QUEUE_INIT(shape_queue);
static struct ucmd_pending *shape_pend __maybe_unused;

/* An op that holds, so that every verb is allowed in its handler. */
#define SHAPE_OP(fn)							\
static const struct ucmd_op fn##_op __used = {				\
	.op = _IOW('s', 1, struct shape_args),				\
	.name = #fn,							\
	.handler = fn,							\
	.args_size = sizeof(struct shape_args),				\
	.flags = UCMD_OP_HOLDS,						\
}

/* The last word of whoever has come to hold a command. */
#define SHAPE_EVENT(fn)							\
static void (*const fn##_event)(struct ucmd_pending *pend) __used = fn

#endif /* _SHAPE_H */
