/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ucmd: what every ucmd device answers, whatever its driver does.
 *
 * A command is sent as IORING_OP_URING_CMD or by ioctl(2), with the same number,
 * the same arguments and the same result:
 *
 *			io_uring			ioctl(fd, number, arg)
 *	number		sqe->cmd_op			number
 *	arguments	sqe->cmd, 16 or 80 bytes	what @arg points to
 *	result		cqe->res			return value, or errno
 *	second result	cqe->big_cqe[0]			struct ucmd_call, @res2
 *	tag		sqe->user_data			struct ucmd_call, @tag
 *	deadline	sqe->len, milliseconds		struct ucmd_call, @deadline_ms
 *
 * A deadline counts from the moment the command is accepted; 0 is none.  When it
 * passes, the command ends with ETIMEDOUT; if the driver is at work on it and can
 * be asked to stop, then as soon as the driver has stopped.  Where the op has a
 * deadline of its own the earlier one counts.  (Linux 6.1 keeps of an entry that
 * it copied - with IOSQE_ASYNC or IOSQE_IO_DRAIN, behind a link, or because the
 * command had to be put off - the arguments alone: there the command's own
 * deadline is not seen, and its op's counts.)
 *
 * A multishot op, where a driver has one (Linux 6.18 and later), is io_uring's alone:
 * sqe->uring_cmd_flags is IORING_URING_CMD_MULTISHOT, sqe->flags has
 * IOSQE_BUFFER_SELECT and not IOSQE_CQE_SKIP_SUCCESS, and sqe->buf_group names
 * provided buffers; else EINVAL.  A ring that polls, and ioctl(2), get EOPNOTSUPP.
 * Each completion with IORING_CQE_F_MORE is @res bytes in the buffer that its flags
 * name.  The one without ends the command: ENOBUFS when there is no buffer left, or
 * as any other.  When the completion queue is full it is @res bytes as well.
 */
#ifndef _UAPI_UCMD_H
#define _UAPI_UCMD_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* No op of a driver may have a number of this type. */
#define UCMD_IOC_TYPE	0xC7

/* Which commands UCMD_CANCEL is about; none of them: all. */
#define UCMD_CANCEL_TAG	(1U << 0)	/* those with @tag */
#define UCMD_CANCEL_OP	(1U << 1)	/* those of @op */

/**
 * struct ucmd_cancel - argument of UCMD_CANCEL
 * @tag: user_data of the commands, or 0
 * @op: number of the commands' op, or 0
 * @flags: UCMD_CANCEL_*
 */
struct ucmd_cancel {
	__u64 tag;
	__u32 op;
	__u32 flags;
};

/*
 * Cancel commands that were sent through the same open file and are pending.
 * A command that waits ends with ECANCELED at once.  One that the driver is at
 * work on ends when the driver has been asked to stop and did, with ECANCELED or
 * with what it had done by then.
 *
 * Result: how many were cancelled; or an error:
 *	EALREADY	too late: there are such commands, but they are ending, were
 *			cancelled before, or cannot be stopped by the driver
 *	ENOENT		there is no such command, or the program has its result
 *	ENODEV		the device is gone, and has ended all of them
 *	EINVAL		unknown flags, or a @tag or @op that no flag speaks of
 */
#define UCMD_CANCEL	_IOW(UCMD_IOC_TYPE, 0, struct ucmd_cancel)

/**
 * struct ucmd_call - argument of UCMD_CALL
 * @tag: for UCMD_CANCEL
 * @args: address of the arguments
 * @res2: set to the second result word
 * @op: number of the op
 * @args_size: bytes at @args, exactly those the op takes
 * @deadline_ms: see above
 * @reserved: zero
 */
struct ucmd_call {
	__u64 tag;
	__u64 args;
	__u64 res2;
	__u32 op;
	__u32 args_size;
	__u32 deadline_ms;
	__u32 reserved;
};

/* ioctl(2) only: send a command with all that an SQE could say. */
#define UCMD_CALL	_IOWR(UCMD_IOC_TYPE, 1, struct ucmd_call)

#endif /* _UAPI_UCMD_H */
