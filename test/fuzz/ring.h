/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is a ring here?  The bare system calls: a fuzzer wants to write every bit
 * of an entry, also when it is not its own any more.
 */
#ifndef _FUZZ_RING_H
#define _FUZZ_RING_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef IORING_SETUP_CQE_MIXED
#define IORING_SETUP_CQE_MIXED	(1U << 18)
#endif
#ifndef IORING_SETUP_SQE_MIXED
#define IORING_SETUP_SQE_MIXED	(1U << 19)
#endif
#ifndef IORING_CQE_F_SKIP
#define IORING_CQE_F_SKIP	(1U << 5)
#endif
#ifndef IORING_CQE_F_32
#define IORING_CQE_F_32		(1U << 15)
#endif

/* IORING_OP_URING_CMD128, Linux 6.19. */
#define OP_URING_CMD128		64

/**
 * struct ring - a ring
 * @fd: its file
 * @setup: IORING_SETUP_*
 * @entries: submission entries
 * @sqe_size: bytes of one, of the small ones in a ring of both
 * @cqe_size: bytes of a completion, likewise
 * @tail: of the submission queue, not yet published
 * @sq_head: the kernel's
 * @sq_tail: ours
 * @sq_flags: the kernel's
 * @cq_head: ours
 * @cq_tail: the kernel's
 * @sqes: submission entries
 * @cqes: completions
 * @cq_mask: of their indices
 * @rings: what is mapped
 * @rings_size: how much
 */
struct ring {
	int fd;
	unsigned int setup;
	unsigned int entries;
	unsigned int sqe_size;
	unsigned int cqe_size;
	unsigned int tail;
	uint32_t *sq_head;
	uint32_t *sq_tail;
	uint32_t *sq_flags;
	uint32_t *cq_head;
	uint32_t *cq_tail;
	uint8_t *sqes;
	uint8_t *cqes;
	uint32_t cq_mask;
	void *rings;
	size_t rings_size;
};

/* A completion, whatever its size was. */
struct done {
	uint64_t user_data;
	uint64_t res2;
	int32_t res;
	bool two;
};

int ring_open(struct ring *ring, unsigned int entries, unsigned int cq_entries,
	      unsigned int setup);
void ring_close(struct ring *ring);
struct io_uring_sqe *ring_slot(const struct ring *ring, unsigned int n);
/* The next entry, zeroed, of two slots if it is @large; NULL: no room now. */
struct io_uring_sqe *ring_next(struct ring *ring, bool large);
/* A ring of both sizes: would a large entry wrap around? */
bool ring_at_end(const struct ring *ring);
unsigned int ring_space(const struct ring *ring);
/* Entries that were published and not yet taken. */
unsigned int ring_left(const struct ring *ring);
void ring_publish(struct ring *ring);
/* What io_uring_enter() answers, or -errno; @wait: at most a few ms for a completion. */
int ring_enter(struct ring *ring, unsigned int submit, bool wait);
bool ring_reap(struct ring *ring, struct done *done);
int ring_register(struct ring *ring, unsigned int what, void *arg, unsigned int n);

#endif /* _FUZZ_RING_H */
