/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * edu: what programs and the driver share.
 *
 *	EDU_IDENTIFY	the result is the card's identification, 0xRRrr00ed
 *	EDU_ALIVE	0 if the card answers with the inverse of @value
 *	EDU_FACTORIAL	the result is the factorial of @value
 *	EDU_WRITE	moves memory to the card; the result is @len
 *	EDU_READ	moves from the card to memory; the result is @len
 *	EDU_JOB		moves @src to the card, computes the factorial of @value,
 *			moves the same bytes to @dst; the result is the factorial
 *	EDU_RESET	stops the card, and ends the command it has with ECONNRESET;
 *			those that wait go on waiting for it; the result is 0
 *
 * Memory may be that of a registered buffer, in io_uring; of EDU_JOB both parts
 * are then in the same one.  The card does one thing at a time, and what comes
 * meanwhile waits.  Errors:
 *
 *	EINVAL		@len is 0, or @len from @at on is not inside the card's buffer,
 *			or a reserved field is not 0
 *	EFAULT		there is no such memory
 *	ERANGE		the factorial of @value, above EDU_VALUE_MAX, is no result
 *	EBUSY		EDU_DEPTH commands are with the card or wait for it
 *	ECONNRESET	the card was reset
 *	ETIMEDOUT	the card has not finished in time: an interrupt was lost
 *	EIO		the card does not work
 *	ENODEV		the card is gone
 */
#ifndef _EDU_H
#define _EDU_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define EDU_BUFFER	4096	/* bytes on the card */
#define EDU_VALUE_MAX	12	/* whose factorial is the largest that a result holds */
#define EDU_DEPTH	64

/**
 * struct edu_number - argument of EDU_ALIVE and EDU_FACTORIAL
 * @value: any; at most EDU_VALUE_MAX for EDU_FACTORIAL
 * @reserved: zero
 */
struct edu_number {
	__u32 value;
	__u32 reserved;
};

/**
 * struct edu_move - argument of EDU_WRITE and EDU_READ
 * @addr: address of the memory
 * @len: bytes
 * @at: where in the card's buffer
 */
struct edu_move {
	__u64 addr;
	__u32 len;
	__u32 at;
};

/**
 * struct edu_job - argument of EDU_JOB
 * @src: address of what is moved to the card
 * @dst: address to which it is moved back
 * @len: bytes
 * @at: where in the card's buffer
 * @value: at most EDU_VALUE_MAX
 * @reserved: zero
 */
struct edu_job {
	__u64 src;
	__u64 dst;
	__u32 len;
	__u32 at;
	__u32 value;
	__u32 reserved;
};

#define EDU_IDENTIFY	_IO('E', 0)
#define EDU_ALIVE	_IOW('E', 1, struct edu_number)
#define EDU_FACTORIAL	_IOW('E', 2, struct edu_number)
#define EDU_WRITE	_IOW('E', 3, struct edu_move)
#define EDU_READ	_IOW('E', 4, struct edu_move)
#define EDU_JOB		_IOW('E', 5, struct edu_job)
#define EDU_RESET	_IO('E', 6)

#endif /* _EDU_H */
