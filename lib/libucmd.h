/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * libucmd: how does a program send commands to a device through io_uring?
 *
 * A thin layer over liburing for devices that answer IORING_OP_URING_CMD:
 * those written with ucmd, and any other. In the order of use:
 *
 *	struct libucmd *bell;
 *	int ret = libucmd_open(&bell, "bell", NULL);
 *	...
 *	ret = libucmd_call(bell, BELL_RING, &args, sizeof(args));
 *	...
 *	libucmd_close(&bell);
 *
 * A session (struct libucmd) is one open device and one ring. It belongs to
 * the thread that opened it: no other thread, nor a forked child, may use it.
 * A program with several threads opens one session in each.
 *
 * Functions return 0 or a positive number, or -errno. A command's arguments
 * are copied before the function that takes them returns. Memory that the
 * arguments point to must stay valid until the command is over.
 *
 * Each function has a manual page; libucmd(7) has a complete program.
 */
#ifndef LIBUCMD_H
#define LIBUCMD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct io_uring;
struct libucmd;

/* -- a session ---------------------------------------------------------- */

/* libucmd_opts.flags */
#define LIBUCMD_RDONLY		(1U << 0)	/* open the device for reading only */
#define LIBUCMD_SQPOLL		(1U << 1)	/* a kernel thread submits, if it can be had */
#define LIBUCMD_CQE16		(1U << 2)	/* no op used here has a second result word */
#define LIBUCMD_PLAIN_FD	(1U << 3)	/* leave the ring's file table to the program */

/**
 * struct libucmd_opts - what the program needs; zero, or no struct, will do
 * @size: sizeof(struct libucmd_opts): later versions add members at the end
 * @flags: LIBUCMD_*
 * @depth: commands that may be queued before they are submitted; 0: 64
 * @inflight: commands expected in flight at once; 0: twice @depth. More than
 *	that work too, but the kernel then keeps their completions in a list.
 * @payload: largest argument size in bytes; 0: 80, which is as large as it
 *	gets. Up to 16 make the submission queue entries half as large.
 * @sq_idle_ms: LIBUCMD_SQPOLL: how long the thread spins before it sleeps;
 *	0: the kernel's default
 */
struct libucmd_opts {
	size_t size;
	unsigned int flags;
	unsigned int depth;
	unsigned int inflight;
	unsigned int payload;
	unsigned int sq_idle_ms;
};

/**
 * libucmd_open() - open a device and set up a ring that suits it
 * @h: where to store the session; NULL is stored on failure
 * @dev: a path, or the name of a node in /dev
 * @opts: what the program needs, or NULL
 *
 * Return: 0; what open(2) says of the device; -ENOSYS or -EPERM when the
 * kernel has no io_uring or forbids it; -EINVAL when @opts are wrong.
 */
int libucmd_open(struct libucmd **h, const char *dev,
		 const struct libucmd_opts *opts);

/**
 * libucmd_attach() - the same for a file descriptor that the program has
 * @h: where to store the session; NULL is stored on failure
 * @fd: stays the program's, which closes it after libucmd_close()
 * @opts: what the program needs, or NULL
 *
 * Return: as libucmd_open().
 */
int libucmd_attach(struct libucmd **h, int fd, const struct libucmd_opts *opts);

/**
 * libucmd_close() - end a session
 * @h: the session; NULL is stored, so closing again does nothing
 *
 * Commands still in flight are left to the kernel, which cancels those it
 * can. This does not wait for them: memory that they point to is not free
 * for other use before the driver has dropped them.
 */
void libucmd_close(struct libucmd **h);

/* -- one command -------------------------------------------------------- */

/*
 * Time limits are in nanoseconds from now; one that is not positive is over
 * already, so that a program may pass what is left of its own deadline.
 */
#define LIBUCMD_FOREVER		INT64_MAX

/**
 * libucmd_call() - send a command and wait for its result
 * @h: the session
 * @op: the op's number
 * @args: its arguments, or NULL
 * @len: their size
 *
 * Commands queued before are submitted with it; their completions wait for
 * libucmd_reap(). Signals do not end the wait.
 *
 * Return: the command's result, as the driver gave it; -EINVAL when @len is
 * more than the ring carries; another -errno when it could not be submitted.
 */
int libucmd_call(struct libucmd *h, uint32_t op, const void *args, size_t len);

/**
 * libucmd_call_timeout() - the same, with a time limit and a second result
 * @h: the session
 * @op: the op's number
 * @args: its arguments, or NULL
 * @len: their size
 * @timeout_ns: how long to wait, or LIBUCMD_FOREVER
 * @res2: where to store the second result word, or NULL
 *
 * -ETIME ends the wait, not the command: it stays in flight, libucmd_late()
 * counts it, and its completion is dropped when it comes.
 *
 * Return: as libucmd_call(); -ETIME when the time is over.
 */
int libucmd_call_timeout(struct libucmd *h, uint32_t op, const void *args,
			 size_t len, int64_t timeout_ns, uint64_t *res2);

/**
 * libucmd_late() - calls that ran out of time and are still in flight
 * @h: the session
 *
 * Completions are noticed by libucmd_call() and libucmd_reap() only.
 *
 * Return: their number.
 */
unsigned int libucmd_late(const struct libucmd *h);

/* -- many commands ------------------------------------------------------ */

/* libucmd_prep() flags */
#define LIBUCMD_LINK		(1U << 0)	/* the next one starts when this one succeeded */
#define LIBUCMD_HARDLINK	(1U << 1)	/* the next one starts when this one is over */
#define LIBUCMD_ASYNC		(1U << 2)	/* run on a kernel worker from the start */
/* it uses the buffer registered under that index */
#define LIBUCMD_BUF(index)	(1U << 3 | (uint32_t)(index) << 16)
/* it is multishot, and completes in buffers provided as that group */
#define LIBUCMD_MULTISHOT(group)	(1U << 4 | (uint32_t)(group) << 16)

#define LIBUCMD_TAG_MAX		INT64_MAX	/* larger tags are the library's */

/**
 * struct libucmd_cqe - a completion
 * @tag: what was given to libucmd_prep()
 * @res: the command's result
 * @flags: IORING_CQE_F_*
 * @res2: the second result word; 0 when the ring does not carry one
 */
struct libucmd_cqe {
	uint64_t tag;
	int32_t res;
	uint32_t flags;
	uint64_t res2;
};

/**
 * libucmd_prep() - queue a command
 * @h: the session
 * @op: the op's number
 * @args: its arguments, or NULL; copied
 * @len: their size
 * @flags: LIBUCMD_LINK, ...
 * @tag: comes back with the completion; LIBUCMD_TAG_MAX at most
 *
 * Nothing is sent before libucmd_submit(), libucmd_reap() or libucmd_call().
 *
 * Return: 0; -EAGAIN when the queue is full: submit, then try again; -EINVAL
 * when @len is more than the ring carries, or @flags or @tag are wrong.
 */
int libucmd_prep(struct libucmd *h, uint32_t op, const void *args, size_t len,
		 unsigned int flags, uint64_t tag);

/**
 * libucmd_submit() - send what is queued
 * @h: the session
 *
 * A chain of linked commands ends here, whatever its last flag says.
 *
 * Return: 0; -errno when the kernel took none, or not all: the rest stay
 * queued.
 */
int libucmd_submit(struct libucmd *h);

/**
 * libucmd_reap() - take completions, oldest first
 * @h: the session
 * @out: where to store them
 * @max: room in @out
 * @min: how many to wait for; 0: take what is there
 * @timeout_ns: how long to wait, or LIBUCMD_FOREVER
 *
 * What is queued is submitted first.
 *
 * Return: the number of completions stored, less than @min when the time is
 * over or a signal came; with none stored -ETIME, -EINTR or another -errno,
 * or 0 when @min is 0.
 */
int libucmd_reap(struct libucmd *h, struct libucmd_cqe *out, unsigned int max,
		 unsigned int min, int64_t timeout_ns);

/* -- ended early, by devices written with ucmd -------------------------- */

/**
 * libucmd_deadline() - give the next command a deadline
 * @h: the session
 * @ms: milliseconds it may take once the device has accepted it; 0: any time
 *
 * For the one command that libucmd_call(), libucmd_call_timeout() or
 * libucmd_prep() queues next. When the time is over the command ends with
 * -ETIMEDOUT, as soon as the driver has stopped if it can be stopped.
 */
void libucmd_deadline(struct libucmd *h, uint32_t ms);

/**
 * libucmd_cancel() - cancel the commands with a tag
 * @h: the session
 * @tag: what was given to libucmd_prep()
 *
 * What is queued is submitted first; a chain of linked commands ends there.
 * Commands that wait end at once, those that the driver is at work on when it
 * has stopped, with -ECANCELED or with what was done by then: their
 * completions come out of libucmd_reap().
 *
 * Return: how many were cancelled; -EALREADY when it is too late or the driver
 * cannot stop; -ENOENT when the device has no such command; -EINVAL when @tag
 * is more than LIBUCMD_TAG_MAX; -errno as libucmd_call().
 */
int libucmd_cancel(struct libucmd *h, uint64_t tag);

/**
 * libucmd_cancel_op() - cancel the commands of an op
 * @h: the session
 * @op: the op's number
 *
 * Calls that ran out of time are among them.
 *
 * Return: as libucmd_cancel().
 */
int libucmd_cancel_op(struct libucmd *h, uint32_t op);

/**
 * libucmd_cancel_all() - cancel all commands sent through the session's file
 * @h: the session
 *
 * Calls that ran out of time are among them.
 *
 * Return: as libucmd_cancel().
 */
int libucmd_cancel_all(struct libucmd *h);

/* -- together with plain liburing --------------------------------------- */

/**
 * libucmd_fd() - the device's file descriptor, for ioctl(2), poll(2), mmap(2)
 * @h: the session
 *
 * Return: the descriptor; it stays the session's.
 */
int libucmd_fd(const struct libucmd *h);

/**
 * libucmd_ring() - the ring, to register buffers or to queue other requests
 * @h: the session
 *
 * Requests that the program queues itself go out with the commands; their
 * completions come out of libucmd_reap() with user_data as the tag, which
 * must not be more than LIBUCMD_TAG_MAX.
 *
 * Return: the ring; it stays the session's.
 */
struct io_uring *libucmd_ring(struct libucmd *h);

#ifdef __cplusplus
}
#endif

#endif /* LIBUCMD_H */
