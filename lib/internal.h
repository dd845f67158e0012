/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What is a session made of, and what does a command look like to the kernel?
 *
 * Shared by the library's own files and by its unit tests, not installed.
 */
#ifndef LIBUCMD_INTERNAL_H
#define LIBUCMD_INTERNAL_H

#include <stdbool.h>
#include <string.h>

#include <liburing.h>

#include "libucmd.h"

/*
 * Constants of <linux/io_uring.h> that liburing 2.3 (Debian 12) does not
 * carry. They are kernel ABI and cannot change.
 */
#ifndef IORING_FEAT_REG_REG_RING
#define IORING_FEAT_REG_REG_RING	(1U << 13)	/* 6.3 */
#endif
#ifndef IORING_URING_CMD_MULTISHOT
#define IORING_URING_CMD_MULTISHOT	(1U << 1)	/* 6.18 */
#endif
#ifndef IORING_FEAT_NO_IOWAIT
#define IORING_FEAT_NO_IOWAIT		(1U << 17)	/* 6.15 */
#endif

#define SQE_SIZE	64	/* of an entry; twice that with IORING_SETUP_SQE128 */
#define SQE_PAYLOAD	48	/* where the payload starts in it */
#define SMALL_PAYLOAD	16	/* what is left for it */
#define BIG_PAYLOAD	80	/* the same with IORING_SETUP_SQE128 */

/*
 * user_data with this bit belongs to libucmd_call(), the rest to the caller:
 * a call's is the bit and a number that no other call of the session has. A
 * completion with the bit that is not the one being waited for is therefore
 * of a call that ran out of time, and is dropped.
 */
#define CALL_BIT	(1ULL << 63)

/* A first-in first-out list of completions that libucmd_reap() will hand out */
struct stash {
	struct libucmd_cqe *cqes;
	unsigned int first;
	unsigned int count;
	unsigned int size;
};

struct libucmd {
	struct io_uring ring;
	uint64_t calls;		/* user_data of the latest call */
	int target;		/* sqe->fd: the descriptor or its index in the file table */
	unsigned int payload;	/* largest one the ring carries */
	uint8_t sqe_flags;	/* of every command: IOSQE_FIXED_FILE or 0 */
	uint8_t link_flags;	/* of a link's later members: IOSQE_ASYNC or 0 */
	bool in_link;		/* the command queued last is linked to the next */
	uint32_t deadline_ms;	/* of the next command queued, or 0 */
	unsigned int late;	/* calls given up that are still in flight */
	struct stash stash;
	int fd;
	bool owns_fd;
};

/*
 * The whole entry is written, for it still holds an earlier command's bytes:
 * drivers, and the kernel, refuse or misread what is not zero. Payloads of one
 * or two words, the usual ones, are not worth a call of memcpy().
 */
static __always_inline void libucmd_encode(const struct libucmd *h, struct io_uring_sqe *sqe,
					   uint32_t op, const void *args, size_t len,
					   uint64_t user_data)
{
	unsigned char *bytes = (unsigned char *)sqe;

	memset(bytes, 0, SQE_SIZE);
	if (h->payload == BIG_PAYLOAD)
		memset(bytes + SQE_SIZE, 0, SQE_SIZE);

	sqe->opcode = IORING_OP_URING_CMD;
	sqe->flags = h->sqe_flags;
	sqe->fd = h->target;
	sqe->cmd_op = op;
	sqe->user_data = user_data;
	if (len == 16)
		memcpy(bytes + SQE_PAYLOAD, args, 16);
	else if (len == 8)
		memcpy(bytes + SQE_PAYLOAD, args, 8);
	else if (len)
		memcpy(bytes + SQE_PAYLOAD, args, len);
}

/*
 * Nothing will be linked behind the entry queued last, the program's own
 * included. The kernel ends a chain where it stops reading, which need not be
 * here if it is the kernel's own thread that reads.
 */
static inline void libucmd_end_chain(struct libucmd *h)
{
	struct io_uring_sq *sq = &h->ring.sq;
	unsigned int last = (sq->sqe_tail - 1) & sq->ring_mask;

	/* what was sent is the kernel's */
	if (sq->sqe_tail != sq->sqe_head)
		sq->sqes[last << (h->payload == BIG_PAYLOAD)].flags &=
			~(IOSQE_IO_LINK | IOSQE_IO_HARDLINK);
	h->in_link = false;
}

#endif /* LIBUCMD_INTERNAL_H */
