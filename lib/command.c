// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * How does a command travel? Queued, submitted, waited for, taken.
 *
 * The thread that waits takes completions as they come. Those that belong to
 * somebody else are never lost: of a call that ran out of time they are
 * counted and dropped, all others are kept for libucmd_reap().
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <time.h>

#include "internal.h"

#define NSEC_PER_SEC	1000000000LL
#define STASH_START	64

#define BUF_FLAG	(1U << 3)
#define SHOTS_FLAG	(1U << 4)
#define INDEX		0xffff0000U	/* of whichever of the two */
#define PREP_FLAGS	(LIBUCMD_LINK | LIBUCMD_HARDLINK | LIBUCMD_ASYNC | BUF_FLAG | SHOTS_FLAG)

/* -- time --------------------------------------------------------------- */

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

static int64_t deadline_after(int64_t timeout_ns)
{
	int64_t now;

	if (timeout_ns == LIBUCMD_FOREVER)
		return LIBUCMD_FOREVER;
	now = now_ns();
	return timeout_ns < LIBUCMD_FOREVER - now ? now + timeout_ns : LIBUCMD_FOREVER;
}

static int64_t time_left(int64_t deadline)
{
	return deadline == LIBUCMD_FOREVER ? LIBUCMD_FOREVER : deadline - now_ns();
}

/* -- the list of completions that came during a call --------------------- */

static int stash_make_room(struct stash *stash)
{
	unsigned int size = stash->size ? 2 * stash->size : STASH_START;
	struct libucmd_cqe *cqes;

	/* moving at most as many as were taken keeps the cost of each constant */
	if (stash->first > stash->size / 2) {
		memmove(stash->cqes, stash->cqes + stash->first,
			stash->count * sizeof(*stash->cqes));
		stash->first = 0;
		return 0;
	}
	cqes = realloc(stash->cqes, size * sizeof(*cqes));
	if (!cqes)
		return -ENOMEM;
	stash->cqes = cqes;
	stash->size = size;
	return 0;
}

static int stash_push(struct stash *stash, const struct libucmd_cqe *cqe)
{
	if (stash->first + stash->count == stash->size) {
		int ret = stash_make_room(stash);

		if (ret)
			return ret;
	}
	stash->cqes[stash->first + stash->count++] = *cqe;
	return 0;
}

static unsigned int stash_take(struct stash *stash, struct libucmd_cqe *out, unsigned int max)
{
	unsigned int n = stash->count < max ? stash->count : max;

	if (!n)
		return 0;
	memcpy(out, stash->cqes + stash->first, n * sizeof(*out));
	stash->count -= n;
	stash->first = stash->count ? stash->first + n : 0;
	return n;
}

/* -- completions -------------------------------------------------------- */

static __always_inline void read_cqe(struct libucmd_cqe *to, const struct io_uring_cqe *from,
				     bool large)
{
	to->tag = from->user_data;
	to->res = from->res;
	to->flags = from->flags;
	to->res2 = large ? from->big_cqe[0] : 0;
}

/* Return: 1 when the call has come back, 0 when not yet, or -errno. */
static int take_call(struct libucmd *h, struct libucmd_cqe *out)
{
	bool large = h->ring.flags & IORING_SETUP_CQE32;
	struct io_uring_cqe *cqe;
	unsigned int head, n = 0;
	int ret = 0;

	io_uring_for_each_cqe(&h->ring, head, cqe) {
		read_cqe(out, cqe, large);
		if (out->tag == h->calls)
			ret = 1;
		else if (out->tag & CALL_BIT)
			h->late--;
		else
			ret = stash_push(&h->stash, out);
		if (ret < 0)
			break;
		n++;
		if (ret)
			break;
	}
	io_uring_cq_advance(&h->ring, n);
	return ret;
}

static unsigned int take_all(struct libucmd *h, struct libucmd_cqe *out, unsigned int max)
{
	const struct io_uring_cq *cq = &h->ring.cq;
	bool large = h->ring.flags & IORING_SETUP_CQE32;
	unsigned int ready = io_uring_cq_ready(&h->ring);
	unsigned int head = *cq->khead, mask = cq->ring_mask;
	const struct io_uring_cqe *cqes = cq->cqes;
	unsigned int taken = stash_take(&h->stash, out, max);
	unsigned int n;

	for (n = 0; n < ready && taken < max; n++) {
		const struct io_uring_cqe *cqe = &cqes[((head + n) & mask) << large];

		if (cqe->user_data & CALL_BIT)
			h->late--;
		else
			read_cqe(&out[taken++], cqe, large);
	}
	io_uring_cq_advance(&h->ring, n);
	return taken;
}

/*
 * Submit what is queued and wait. What liburing says of the time is a hint
 * only (2.3 reports it over when a wait was interrupted): ask time_left().
 */
static int submit_and_wait(struct libucmd *h, unsigned int want, int64_t left)
{
	struct __kernel_timespec ts;
	struct io_uring_cqe *unused;

	libucmd_end_chain(h);
	if (left == LIBUCMD_FOREVER)
		return io_uring_submit_and_wait(&h->ring, want);

	if (left < 0)
		left = 0;
	ts.tv_sec = left / NSEC_PER_SEC;
	ts.tv_nsec = left % NSEC_PER_SEC;
	return io_uring_submit_and_wait_timeout(&h->ring, &unused, want, &ts, NULL);
}

/* -- one command -------------------------------------------------------- */

static __always_inline int queue(struct libucmd *h, uint32_t op, const void *args, size_t len,
				 uint64_t user_data, struct io_uring_sqe **queued)
{
	struct io_uring_sqe *sqe;

	if (len > h->payload || (len && !args))
		return -EINVAL;
	sqe = io_uring_get_sqe(&h->ring);
	if (!sqe)
		return -EAGAIN;

	libucmd_encode(h, sqe, op, args, len, user_data);
	sqe->len = h->deadline_ms;
	h->deadline_ms = 0;
	if (h->in_link)
		sqe->flags |= h->link_flags;
	*queued = sqe;
	return 0;
}

/*
 * The call failed or ran out of time. If the kernel has not taken it, nothing
 * may ever start it: it becomes a NOP, whose completion is dropped like that
 * of a command that did start. A submitting thread may be reading the entry
 * now, so there it is left alone.
 */
static int give_up(struct libucmd *h, struct io_uring_sqe *sqe, int error)
{
	h->late++;
	if (!(h->ring.flags & IORING_SETUP_SQPOLL) && io_uring_sq_ready(&h->ring)) {
		memset(sqe, 0, SQE_SIZE);
		sqe->opcode = IORING_OP_NOP;
		sqe->user_data = h->calls;
	}
	return error;
}

static int wait_call(struct libucmd *h, struct io_uring_sqe *sqe, int64_t timeout_ns,
		     struct libucmd_cqe *out)
{
	int64_t deadline = deadline_after(timeout_ns), left = timeout_ns;
	int waited, ret;

	for (;;) {
		waited = submit_and_wait(h, 1, left);
		ret = take_call(h, out);
		if (ret > 0)
			return 0;
		if (ret < 0)
			return give_up(h, sqe, ret);
		if (waited < 0 && waited != -EINTR && waited != -ETIME)
			return give_up(h, sqe, waited);
		left = time_left(deadline);
		if (left <= 0)
			return give_up(h, sqe, -ETIME);
	}
}

/* A full queue is sent to make room, unless that would cut a chain in two. */
static int queue_again(struct libucmd *h, uint32_t op, const void *args, size_t len,
		       struct io_uring_sqe **queued)
{
	int ret;

	if (h->in_link)
		return -EAGAIN;
	ret = libucmd_submit(h);
	return ret ? ret : queue(h, op, args, len, h->calls + 1, queued);
}

int libucmd_call_timeout(struct libucmd *h, uint32_t op, const void *args, size_t len,
			 int64_t timeout_ns, uint64_t *res2)
{
	struct io_uring_sqe *sqe;
	struct libucmd_cqe cqe;
	int ret;

	ret = queue(h, op, args, len, h->calls + 1, &sqe);
	if (ret == -EAGAIN)
		ret = queue_again(h, op, args, len, &sqe);
	if (ret)
		return ret;

	h->calls++;
	ret = wait_call(h, sqe, timeout_ns, &cqe);
	if (ret)
		return ret;
	if (res2)
		*res2 = cqe.res2;
	return cqe.res;
}

int libucmd_call(struct libucmd *h, uint32_t op, const void *args, size_t len)
{
	return libucmd_call_timeout(h, op, args, len, LIBUCMD_FOREVER, NULL);
}

unsigned int libucmd_late(const struct libucmd *h)
{
	return h->late;
}

/* -- many commands ------------------------------------------------------ */

static bool prep_flags_known(unsigned int flags)
{
	unsigned int indexed = flags & (BUF_FLAG | SHOTS_FLAG);

	return !(flags & ~(PREP_FLAGS | (indexed ? INDEX : 0))) &&
	       indexed != (BUF_FLAG | SHOTS_FLAG);
}

static void apply_flags(struct libucmd *h, struct io_uring_sqe *sqe, unsigned int flags)
{
	if (flags & LIBUCMD_LINK)
		sqe->flags |= IOSQE_IO_LINK;
	if (flags & LIBUCMD_HARDLINK)
		sqe->flags |= IOSQE_IO_HARDLINK;
	if (flags & LIBUCMD_ASYNC)
		sqe->flags |= IOSQE_ASYNC;
	if (flags & BUF_FLAG) {
		sqe->uring_cmd_flags = IORING_URING_CMD_FIXED;
		sqe->buf_index = flags >> 16;
	}
	if (flags & SHOTS_FLAG) {
		sqe->flags |= IOSQE_BUFFER_SELECT;
		sqe->uring_cmd_flags = IORING_URING_CMD_MULTISHOT;
		sqe->buf_group = flags >> 16;
	}
	h->in_link = flags & (LIBUCMD_LINK | LIBUCMD_HARDLINK);
}

int libucmd_prep(struct libucmd *h, uint32_t op, const void *args, size_t len,
		 unsigned int flags, uint64_t tag)
{
	struct io_uring_sqe *sqe;
	int ret;

	if (tag > LIBUCMD_TAG_MAX || (flags && !prep_flags_known(flags)))
		return -EINVAL;
	ret = queue(h, op, args, len, tag, &sqe);
	if (ret)
		return ret;
	if (flags || h->in_link)
		apply_flags(h, sqe, flags);
	return 0;
}

/*
 * The submitting thread may not have begun, but who has submitted may queue
 * again. The kernel's wait can end early, hence the loop.
 */
static int wait_for_room(struct libucmd *h)
{
	int ret = 0;

	while (ret >= 0 && !io_uring_sq_space_left(&h->ring))
		ret = io_uring_sqring_wait(&h->ring);
	return ret < 0 ? ret : 0;
}

int libucmd_submit(struct libucmd *h)
{
	int ret;

	libucmd_end_chain(h);
	do {
		ret = io_uring_submit(&h->ring);
		if (h->ring.flags & IORING_SETUP_SQPOLL)
			return ret < 0 ? ret : wait_for_room(h);
	} while (ret > 0 && io_uring_sq_ready(&h->ring));
	return ret < 0 ? ret : 0;
}

/* Completions exist that only a system call brings into the ring. */
static bool kernel_holds_more(const struct libucmd *h)
{
	return IO_URING_READ_ONCE(*h->ring.sq.kflags) &
	       (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN);
}

/* There are enough: submit, and look into the kernel if that can help. */
static int look(struct libucmd *h, bool room)
{
	if (!io_uring_sq_ready(&h->ring) && !(room && kernel_holds_more(h)))
		return 0;
	libucmd_end_chain(h);
	return io_uring_submit_and_get_events(&h->ring);
}

/* Return: 0 when there are @min now, -ETIME, or another -errno. */
static int wait_for(struct libucmd *h, struct libucmd_cqe *out, unsigned int *n,
		    unsigned int max, unsigned int min, int64_t timeout_ns)
{
	int64_t deadline = deadline_after(timeout_ns), left = timeout_ns;
	int ret;

	for (;;) {
		ret = submit_and_wait(h, min - *n, left);
		*n += take_all(h, out + *n, max - *n);
		if (*n >= min)
			return 0;
		if (ret < 0 && ret != -ETIME)
			return ret;
		left = time_left(deadline);
		if (left <= 0)
			return -ETIME;
	}
}

int libucmd_reap(struct libucmd *h, struct libucmd_cqe *out, unsigned int max,
		 unsigned int min, int64_t timeout_ns)
{
	unsigned int n;
	int ret;

	if (!max || max > INT_MAX || min > max)
		return -EINVAL;

	n = take_all(h, out, max);
	if (n < min) {
		ret = wait_for(h, out, &n, max, min, timeout_ns);
	} else {
		ret = look(h, n < max);
		n += take_all(h, out + n, max - n);
	}
	return n || ret > 0 ? (int)n : ret;
}
