/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * hello: what programs and the driver share.
 *
 * Each open file of /dev/hello has a value, 0 at first.
 *
 *	HELLO_SAY	ioctl only: say hello in the kernel log
 *	HELLO_SET	set the value
 *	HELLO_GET	the result is the value
 *	HELLO_SET_LATER	the same two, but the driver answers later, from a
 *	HELLO_GET_LATER	workqueue
 */
#ifndef _HELLO_H
#define _HELLO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct hello_value - argument of HELLO_SET and HELLO_SET_LATER
 * @value: at most HELLO_VALUE_MAX, since a result below 0 would be an error
 * @reserved: zero
 */
struct hello_value {
	__u32 value;
	__u32 reserved;
};

#define HELLO_VALUE_MAX	0x7fffffff

#define HELLO_SAY	_IO('h', 0x80)
#define HELLO_SET	_IOW('h', 0x81, struct hello_value)
#define HELLO_GET	_IO('h', 0x82)
#define HELLO_SET_LATER	_IOW('h', 0x83, struct hello_value)
#define HELLO_GET_LATER	_IO('h', 0x84)

#endif /* _HELLO_H */
