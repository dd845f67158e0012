/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * nap: what programs and the driver share.
 *
 *	NAP_SLEEP	completes with 0 when the time is over
 *	NAP_COUNT	the result is how many naps are going on
 */
#ifndef _NAP_H
#define _NAP_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct nap_sleep - argument of NAP_SLEEP
 * @ms: how long, in milliseconds
 * @reserved: zero
 */
struct nap_sleep {
	__u32 ms;
	__u32 reserved;
};

#define NAP_SLEEP	_IOW('N', 0, struct nap_sleep)
#define NAP_COUNT	_IO('N', 1)

#endif /* _NAP_H */
