/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * hello: what programs and the driver share.
 *
 * Each open file of /dev/hello has a value, 0 at first.
 *
 *	HELLO_SAY	ioctl only: say hello in the kernel log
 *	HELLO_SET	set the value
 *	HELLO_GET	get the value: as an io_uring command in the result, as an
 *			ioctl in struct hello_value
 *	HELLO_SET_LATER	the same two, but the driver answers later, from a
 *	HELLO_GET_LATER	workqueue: io_uring commands only
 */
#ifndef _HELLO_H
#define _HELLO_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct hello_value - argument of HELLO_SET and HELLO_SET_LATER, result of
 *	HELLO_GET by ioctl
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
#define HELLO_GET	_IOR('h', 0x82, struct hello_value)
#define HELLO_SET_LATER	_IOW('h', 0x83, struct hello_value)
#define HELLO_GET_LATER	_IO('h', 0x84)

#endif /* _HELLO_H */
