// SPDX-License-Identifier: GPL-2.0-only
/* How is a ring used without a library? */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ring.h"

#define WAIT_NS		5000000

static uint32_t load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void store(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

static int ring_map(struct ring *ring, const struct io_uring_params *p)
{
	size_t sq = p->sq_off.array + p->sq_entries * sizeof(uint32_t);
	size_t cq = p->cq_off.cqes + p->cq_entries * (size_t)ring->cqe_size;
	uint32_t *array, i;
	uint8_t *rings;

	/* every kernel with ->uring_cmd maps both at once */
	ring->rings_size = sq > cq ? sq : cq;
	rings = mmap(NULL, ring->rings_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE,
		     ring->fd, IORING_OFF_SQ_RING);
	if (rings == MAP_FAILED)
		return -errno;
	ring->rings = rings;
	ring->sqes = mmap(NULL, p->sq_entries * (size_t)ring->sqe_size, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_POPULATE, ring->fd, IORING_OFF_SQES);
	if (ring->sqes == MAP_FAILED)
		return -errno;
	ring->entries = p->sq_entries;
	ring->sq_head = (uint32_t *)(rings + p->sq_off.head);
	ring->sq_tail = (uint32_t *)(rings + p->sq_off.tail);
	ring->sq_flags = (uint32_t *)(rings + p->sq_off.flags);
	ring->cq_head = (uint32_t *)(rings + p->cq_off.head);
	ring->cq_tail = (uint32_t *)(rings + p->cq_off.tail);
	ring->cqes = rings + p->cq_off.cqes;
	ring->cq_mask = p->cq_entries - 1;
	array = (uint32_t *)(rings + p->sq_off.array);
	for (i = 0; i < p->sq_entries; i++)
		array[i] = i;
	return 0;
}

int ring_open(struct ring *ring, unsigned int entries, unsigned int cq_entries,
	      unsigned int setup)
{
	struct io_uring_params p = { .flags = setup, .cq_entries = cq_entries };
	int err;

	memset(ring, 0, sizeof(*ring));
	if (cq_entries)
		p.flags |= IORING_SETUP_CQSIZE;
	if (setup & IORING_SETUP_SQPOLL)
		p.sq_thread_idle = 20;
	ring->fd = syscall(SYS_io_uring_setup, entries, &p);
	if (ring->fd < 0)
		return -errno;
	ring->setup = setup;
	ring->sqe_size = setup & IORING_SETUP_SQE128 ? 128 : 64;
	ring->cqe_size = setup & IORING_SETUP_CQE32 ? 32 : 16;
	err = ring_map(ring, &p);
	if (err)
		close(ring->fd);
	return err;
}

void ring_close(struct ring *ring)
{
	munmap(ring->sqes, ring->entries * (size_t)ring->sqe_size);
	munmap(ring->rings, ring->rings_size);
	close(ring->fd);
}

struct io_uring_sqe *ring_slot(const struct ring *ring, unsigned int n)
{
	return (void *)(ring->sqes + (n & (ring->entries - 1)) * (size_t)ring->sqe_size);
}

unsigned int ring_space(const struct ring *ring)
{
	return ring->entries - (ring->tail - load(ring->sq_head));
}

unsigned int ring_left(const struct ring *ring)
{
	return *ring->sq_tail - load(ring->sq_head);
}

bool ring_at_end(const struct ring *ring)
{
	return (ring->tail & (ring->entries - 1)) == ring->entries - 1;
}

struct io_uring_sqe *ring_next(struct ring *ring, bool large)
{
	unsigned int slots = large ? 2 : 1;
	struct io_uring_sqe *sqe;

	if (ring_space(ring) < slots)
		return NULL;
	sqe = ring_slot(ring, ring->tail);
	memset(sqe, 0, slots * (size_t)ring->sqe_size);
	ring->tail += slots;
	return sqe;
}

void ring_publish(struct ring *ring)
{
	store(ring->sq_tail, ring->tail);
}

int ring_enter(struct ring *ring, unsigned int submit, bool wait)
{
	struct __kernel_timespec time = { .tv_nsec = WAIT_NS };
	struct io_uring_getevents_arg arg = { .ts = (uintptr_t)&time };
	unsigned int flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
	int ret;

	if (ring->setup & IORING_SETUP_SQPOLL) {
		/* our tail is seen before we look */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (load(ring->sq_flags) & IORING_SQ_NEED_WAKEUP)
			flags |= IORING_ENTER_SQ_WAKEUP;
	}
	ret = syscall(SYS_io_uring_enter, ring->fd, submit, wait, flags, &arg, sizeof(arg));
	return ret < 0 ? -errno : ret;
}

bool ring_reap(struct ring *ring, struct done *done)
{
	uint32_t head = *ring->cq_head;
	const struct io_uring_cqe *cqe;

	for (;;) {
		if (head == load(ring->cq_tail))
			return false;
		cqe = (void *)(ring->cqes + (head & ring->cq_mask) * (size_t)ring->cqe_size);
		head++;
		/* fills the end of a ring where a large one would not fit */
		if (!(ring->setup & IORING_SETUP_CQE_MIXED) || !(cqe->flags & IORING_CQE_F_SKIP))
			break;
		store(ring->cq_head, head);
	}
	done->two = ring->setup & IORING_SETUP_CQE32;
	if (ring->setup & IORING_SETUP_CQE_MIXED && cqe->flags & IORING_CQE_F_32) {
		done->two = true;
		head++;
	}
	done->user_data = cqe->user_data;
	done->res = cqe->res;
	done->res2 = done->two ? *(const uint64_t *)(cqe + 1) : 0;
	store(ring->cq_head, head);
	return true;
}

int ring_register(struct ring *ring, unsigned int what, void *arg, unsigned int n)
{
	int ret = syscall(SYS_io_uring_register, ring->fd, what, arg, n);

	return ret < 0 ? -errno : ret;
}
