// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * How does a session begin and end?
 *
 * Opens the device, sets up the ring that the program's needs ask for as far
 * as the kernel goes along, and takes both apart again.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "internal.h"

#define DEFAULT_DEPTH	64
#define ALL_FLAGS	(LIBUCMD_RDONLY | LIBUCMD_SQPOLL | LIBUCMD_CQE16 | LIBUCMD_PLAIN_FD)

/*
 * What to do without, in this order, when the kernel does not know a set-up
 * flag. Each step takes something away, so the last ring asked for is one
 * that any kernel with IORING_OP_URING_CMD has.
 */
static const struct {
	unsigned int without;
	unsigned int instead;
} steps[] = {
	{ IORING_SETUP_DEFER_TASKRUN, IORING_SETUP_COOP_TASKRUN },	/* 6.1 */
	{ IORING_SETUP_SINGLE_ISSUER, 0 },				/* 6.0 */
	{ IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG, 0 },	/* 5.19 */
	{ IORING_SETUP_SUBMIT_ALL, 0 },					/* 5.18 */
};

/* Members that the caller's struct lacks are zero; those we lack must be. */
static int read_opts(struct libucmd_opts *to, const struct libucmd_opts *from)
{
	const unsigned char *bytes = (const unsigned char *)from;
	size_t i;

	*to = (struct libucmd_opts){ .size = sizeof(*to) };
	if (from) {
		if (from->size < sizeof(from->size))
			return -EINVAL;
		for (i = sizeof(*to); i < from->size; i++)
			if (bytes[i])
				return -EINVAL;
		memcpy(to, from, from->size < sizeof(*to) ? from->size : sizeof(*to));
	}
	if (to->flags & ~ALL_FLAGS || to->payload > BIG_PAYLOAD)
		return -EINVAL;

	if (!to->depth)
		to->depth = DEFAULT_DEPTH;
	if (!to->inflight && to->depth <= UINT_MAX / 2)
		to->inflight = 2 * to->depth;
	if (to->inflight < to->depth)
		to->inflight = to->depth;
	if (!to->payload)
		to->payload = BIG_PAYLOAD;
	return 0;
}

static unsigned int ring_sizes(const struct libucmd_opts *opts)
{
	unsigned int flags = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;

	if (opts->payload > SMALL_PAYLOAD)
		flags |= IORING_SETUP_SQE128;
	if (!(opts->flags & LIBUCMD_CQE16))
		flags |= IORING_SETUP_CQE32;
	return flags;
}

/*
 * Completions run in the session's own thread when it waits (DEFER_TASKRUN)
 * or enters the kernel for another reason (COOP_TASKRUN), never by
 * interrupting it. TASKRUN_FLAG tells libucmd_reap() when looking takes a
 * system call. None of it goes together with a submitting kernel thread.
 */
static unsigned int ring_tasks(const struct libucmd_opts *opts)
{
	unsigned int flags = IORING_SETUP_SUBMIT_ALL | IORING_SETUP_SINGLE_ISSUER;

	if (opts->flags & LIBUCMD_SQPOLL)
		return flags | IORING_SETUP_SQPOLL;
	return flags | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_TASKRUN_FLAG;
}

static int try_ring(struct libucmd *h, const struct libucmd_opts *opts, unsigned int tasks)
{
	/* written anew each time: the kernel, or liburing, may have changed it */
	struct io_uring_params params = {
		.flags = ring_sizes(opts) | tasks,
		.cq_entries = opts->inflight,
		.sq_thread_idle = opts->sq_idle_ms,
	};

	return io_uring_queue_init_params(opts->depth, &h->ring, &params);
}

static int step_down(struct libucmd *h, const struct libucmd_opts *opts)
{
	unsigned int tasks = ring_tasks(opts);
	unsigned int i;
	int ret;

	ret = try_ring(h, opts, tasks);
	for (i = 0; ret == -EINVAL && i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (!(tasks & steps[i].without))
			continue;
		tasks = (tasks & ~steps[i].without) | steps[i].instead;
		ret = try_ring(h, opts, tasks);
	}
	return ret;
}

/* A submitting thread is a wish: where it is refused the program submits. */
static int set_up_ring(struct libucmd *h, struct libucmd_opts *opts)
{
	int ret = step_down(h, opts);

	if ((ret == -EINVAL || ret == -EPERM) && opts->flags & LIBUCMD_SQPOLL) {
		opts->flags &= ~LIBUCMD_SQPOLL;
		opts->sq_idle_ms = 0;
		ret = step_down(h, opts);
	}
	return ret;
}

/*
 * A kernel from 6.10 to 6.13 reads a linked command that is not the head of
 * its chain from the submission queue when its turn comes; by then the slot
 * may hold another command. IOSQE_ASYNC makes those kernels copy it at
 * submission. Nothing tells them apart exactly; the feature bits that bound
 * the range from outside (6.3 and 6.15) do, at the price of a worker for
 * links on a few kernels that would not need it.
 */
static uint8_t link_flags(const struct io_uring *ring)
{
	if (!(ring->features & IORING_FEAT_REG_REG_RING))
		return 0;
	if (ring->features & IORING_FEAT_NO_IOWAIT)
		return 0;
	return IOSQE_ASYNC;
}

/*
 * Both registrations save the kernel a look-up with a reference count, for
 * each command and for each system call. Neither is needed: a program at its
 * limit of locked memory or of descriptors runs without.
 */
static void register_fds(struct libucmd *h, const struct libucmd_opts *opts)
{
	h->target = h->fd;
	if (!(opts->flags & LIBUCMD_PLAIN_FD) && !io_uring_register_files(&h->ring, &h->fd, 1)) {
		h->target = 0;
		h->sqe_flags = IOSQE_FIXED_FILE;
	}
	io_uring_register_ring_fd(&h->ring);
}

static int begin(struct libucmd **h, int fd, struct libucmd_opts *opts)
{
	struct libucmd *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	ret = set_up_ring(new, opts);
	if (ret) {
		free(new);
		return ret;
	}

	new->fd = fd;
	new->calls = CALL_BIT;
	new->payload = opts->payload > SMALL_PAYLOAD ? BIG_PAYLOAD : SMALL_PAYLOAD;
	new->link_flags = link_flags(&new->ring);
	register_fds(new, opts);
	*h = new;
	return 0;
}

int libucmd_attach(struct libucmd **h, int fd, const struct libucmd_opts *from)
{
	struct libucmd_opts opts;
	int ret;

	*h = NULL;
	if (fd < 0)
		return -EBADF;
	ret = read_opts(&opts, from);
	if (ret)
		return ret;
	return begin(h, fd, &opts);
}

static int open_device(const char *dev, unsigned int flags)
{
	int mode = flags & LIBUCMD_RDONLY ? O_RDONLY : O_RDWR;
	char path[PATH_MAX];
	int fd, len;

	len = snprintf(path, sizeof(path), "%s%s", strchr(dev, '/') ? "" : "/dev/", dev);
	if (len < 0 || len >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, mode | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int libucmd_open(struct libucmd **h, const char *dev, const struct libucmd_opts *from)
{
	struct libucmd_opts opts;
	int fd, ret;

	*h = NULL;
	ret = read_opts(&opts, from);
	if (ret)
		return ret;
	fd = open_device(dev, opts.flags);
	if (fd < 0)
		return fd;
	ret = begin(h, fd, &opts);
	if (ret) {
		close(fd);
		return ret;
	}
	(*h)->owns_fd = true;
	return 0;
}

/*
 * The ring goes first: while it lives, its commands may still be started on
 * the descriptor's number, which is free for other files once closed.
 */
void libucmd_close(struct libucmd **h)
{
	struct libucmd *old = *h;

	*h = NULL;
	if (!old)
		return;
	io_uring_queue_exit(&old->ring);
	if (old->owns_fd)
		close(old->fd);
	free(old->stash.cqes);
	free(old);
}

int libucmd_fd(const struct libucmd *h)
{
	return h->fd;
}

struct io_uring *libucmd_ring(struct libucmd *h)
{
	return &h->ring;
}
