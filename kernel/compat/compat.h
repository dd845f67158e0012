/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does io_uring look like here?  One set of names for every kernel from
 * 6.1 to 7.3; the rest of the framework uses nothing else of io_uring.
 *
 * config.h holds the answers of the probes; each probe names the kernels that
 * made the difference.  Facts that no probe can see, because they compile
 * everywhere, stand where they are dealt with.
 */
#ifndef _UCMD_COMPAT_H
#define _UCMD_COMPAT_H

#include <linux/build_bug.h>
#include <linux/io_uring_types.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "config.h"
#include "include.h"

/* Bytes of payload: struct io_uring_sqe from ->cmd to the end of the entry. */
#define UCMD_PAYLOAD_SQE64	16
#define UCMD_PAYLOAD_SQE128	80

/* Bits of io_uring_cmd->flags that are the core's own: 30 and 31, everywhere. */
#define UCMD_COMPAT_CORE_FLAGS	(3U << 30)

#define ucmd_compat_pdu(ioucmd, type) ({				\
	static_assert(sizeof(type) <= sizeof((ioucmd)->pdu));		\
	static_assert(__alignof__(type) <= 8);				\
	(type *)(ioucmd)->pdu;						\
})

/* ------------------------------------------------------------------------
 * The call: issue_flags
 */

static inline bool ucmd_compat_nonblock(unsigned int issue_flags)
{
	return issue_flags & IO_URING_F_NONBLOCK;
}

/* The ring's lock is not held: io-wq.  Marking a command may sleep then. */
static inline bool ucmd_compat_unlocked(unsigned int issue_flags)
{
	return issue_flags & IO_URING_F_UNLOCKED;
}

static inline unsigned int ucmd_compat_payload_size(unsigned int issue_flags)
{
	return issue_flags & IO_URING_F_SQE128 ? UCMD_PAYLOAD_SQE128 :
						 UCMD_PAYLOAD_SQE64;
}

static inline bool ucmd_compat_result2(unsigned int issue_flags)
{
	return issue_flags & IO_URING_F_CQE32;
}

/* ------------------------------------------------------------------------
 * The submission queue entry
 */

/*
 * The entry that @ioucmd was made from, or NULL where it cannot be reached.
 * Shared with user space while the first call runs: read each field once.
 *
 * Kernels that have ->sqe but neither struct io_uring_cmd_data nor the REISSUE
 * flag (6.10 to 6.13, read and run in 6.12.107 and 6.12.117) copy the entry when
 * a call returned -EAGAIN, yet leave ->sqe on the ring, where user space may
 * have put the next command meanwhile.  The copy is the first thing in the
 * request's async data there.
 */
static inline const struct io_uring_sqe *
ucmd_compat_sqe(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
#ifndef UCMD_HAVE_SQE_POINTER
	/* 6.1: the async copy, if there is one, is of the payload alone. */
	if (cmd_to_io_kiocb(ioucmd)->flags & REQ_F_ASYNC_DATA)
		return NULL;
	return container_of(ioucmd->cmd, struct io_uring_sqe, cmd);
#else
#if !defined(UCMD_HAVE_ASYNC_DATA) && !defined(IORING_URING_CMD_REISSUE)
	const struct io_kiocb *req = cmd_to_io_kiocb(ioucmd);

	if ((issue_flags & IO_URING_F_IOWQ) && (req->flags & REQ_F_ASYNC_DATA))
		return req->async_data;
#endif
	return ioucmd->sqe;
#endif
}

/* The payload that belongs to @sqe: at least 16 bytes, aligned to 8. */
static inline const void *ucmd_compat_payload(const struct io_uring_cmd *ioucmd,
					      const struct io_uring_sqe *sqe)
{
#ifdef UCMD_HAVE_SQE_POINTER
	return sqe->cmd;
#else
	return ioucmd->cmd;
#endif
}

/* What the program calls the command: sqe->user_data, in every kernel. */
static inline u64 ucmd_compat_tag(struct io_uring_cmd *ioucmd)
{
	return cmd_to_io_kiocb(ioucmd)->cqe.user_data;
}

/* ------------------------------------------------------------------------
 * Registered buffers
 */

/*
 * Does the command name one?  To be asked before each import: up to 6.12 an
 * import takes what another command named last, and from 6.15 on it warns
 * (B1, run on 6.1, 6.12 and 7.3).
 */
static inline bool ucmd_compat_fixed(const struct io_uring_cmd *ioucmd)
{
	return ioucmd->flags & IORING_URING_CMD_FIXED;
}

/*
 * Find the buffer that @ioucmd names.  May take the ring's lock, and sleep, if the
 * call in progress does not hold it.  What @iter names stays as long as @ioucmd.
 */
static inline int ucmd_compat_import_fixed(struct io_uring_cmd *ioucmd, u64 addr,
					   size_t len, int rw,
					   struct iov_iter *iter,
					   unsigned int issue_flags)
{
#ifdef UCMD_HAVE_IMPORT_FIXED_FLAGS
	return io_uring_cmd_import_fixed(addr, len, rw, iter, ioucmd, issue_flags);
#else
	return io_uring_cmd_import_fixed(addr, len, rw, iter, ioucmd);
#endif
}

static inline bool ucmd_compat_has_fixed_vec(void)
{
#ifdef UCMD_HAVE_IMPORT_FIXED_VEC
	return true;
#else
	return false;
#endif
}

/* The same for the vector of @nr entries at @vec; may sleep. */
static inline int
ucmd_compat_import_fixed_vec(struct io_uring_cmd *ioucmd,
			     const struct iovec __user *vec, unsigned int nr,
			     int rw, struct iov_iter *iter,
			     unsigned int issue_flags)
{
#ifdef UCMD_HAVE_IMPORT_FIXED_VEC
	return io_uring_cmd_import_fixed_vec(ioucmd, vec, nr, rw, iter, issue_flags);
#else
	return -EOPNOTSUPP;
#endif
}

/* ------------------------------------------------------------------------
 * Completion
 */

/*
 * May @res be returned from ->uring_cmd?
 *
 *  - -EAGAIN would be a request to be called again; -EIOCBQUEUED never gets here.
 *  - 6.1 loses a positive result, or the link behind it, and a ring that polls
 *    there goes on polling for what has completed with 0, and completes it for
 *    ever (read and run in 6.1.192; sound in every kernel with a cancel hook).
 */
static inline bool ucmd_compat_may_return(s32 res, unsigned int issue_flags)
{
#ifndef UCMD_HAVE_CANCEL_HOOK
	if (res > 0 || (!res && issue_flags & IO_URING_F_IOPOLL))
		return false;
#endif
	return res != -EAGAIN;
}

/*
 * Post the completion.  @issue_flags are those of the call in progress: of
 * ->uring_cmd, or of the task-work callback.  @ioucmd is gone afterwards.
 */
static inline void ucmd_compat_done(struct io_uring_cmd *ioucmd, s32 res,
				    u64 res2, bool two,
				    unsigned int issue_flags)
{
#ifdef UCMD_HAVE_DONE32
	if (two)
		io_uring_cmd_done32(ioucmd, res, res2, issue_flags);
	else
		io_uring_cmd_done(ioucmd, res, issue_flags);
#else
	io_uring_cmd_done(ioucmd, res, res2, issue_flags);
#endif
}

/*
 * Define @name, a task-work callback as this kernel wants it, which calls
 * @fn(ioucmd, issue_flags, gone); @gone: not the submitter's task, or dying.
 */
#ifdef UCMD_HAVE_TASK_WORK_TOKEN
#define UCMD_COMPAT_TASK_WORK(name, fn)					\
static void name(struct io_tw_req tw_req, io_tw_token_t tw)		\
{									\
	fn(io_uring_cmd_from_tw(tw_req),				\
	   IO_URING_CMD_TASK_WORK_ISSUE_FLAGS, tw.cancel);		\
}
#else
static inline bool ucmd_compat_gone(unsigned int issue_flags)
{
#ifdef UCMD_HAVE_TASK_DEAD
	return issue_flags & IO_URING_F_TASK_DEAD;
#else
	/* 6.1 runs it in a kworker when the task has exited. */
	return current->flags & (PF_EXITING | PF_KTHREAD);
#endif
}

#define UCMD_COMPAT_TASK_WORK(name, fn)					\
static void name(struct io_uring_cmd *ioucmd, unsigned int issue_flags)	\
{									\
	fn(ioucmd, issue_flags, ucmd_compat_gone(issue_flags));		\
}
#endif

/*
 * Run a callback made by UCMD_COMPAT_TASK_WORK() in the submitter's task, or in
 * a kworker if that is gone.  From any context.  Not lazy: a program that waits
 * for fewer completions than are under way must be woken.
 */
#define ucmd_compat_run_in_task(ioucmd, callback) \
	io_uring_cmd_complete_in_task(ioucmd, callback)

/* ------------------------------------------------------------------------
 * Many completions of one command, in buffers that the program has provided
 */

#ifdef UCMD_HAVE_MULTISHOT

/* A provided buffer: selected, and given away or back in the same call. */
struct ucmd_provided {
	struct io_br_sel sel;
};

static inline bool ucmd_compat_has_multishot(void)
{
	return true;
}

/*
 * Does the command ask for many completions, and for each of them?  The core sees
 * to it that it selects buffers then.
 */
static inline bool ucmd_compat_multishot(struct io_uring_cmd *ioucmd)
{
	return (ioucmd->flags & ~UCMD_COMPAT_CORE_FLAGS) == IORING_URING_CMD_MULTISHOT &&
	       !(cmd_to_io_kiocb(ioucmd)->flags & REQ_F_CQE_SKIP);
}

/*
 * Select the next buffer of @group.  To be called with the ring's lock held, which
 * must then be held until ucmd_compat_provided_done().
 */
static inline int ucmd_compat_provided(struct io_uring_cmd *ioucmd, u16 group,
				       struct ucmd_provided *buf,
				       void __user **addr, size_t *len,
				       unsigned int issue_flags)
{
	*len = 0;
	buf->sel = io_uring_cmd_buffer_select(ioucmd, group, len, issue_flags);
	if (buf->sel.val < 0)
		return buf->sel.val;
	*addr = buf->sel.addr;
	return buf->sel.addr ? 0 : -ENOBUFS;
}

/*
 * Post a completion, and the command goes on, if @res is positive; else give the
 * buffer back.  Return: whether it was posted.  If not, of a positive @res, for
 * want of room: the buffer is gone, and *@flags are to be those of the command's
 * last completion.
 */
static inline bool ucmd_compat_provided_done(struct io_uring_cmd *ioucmd,
					     struct ucmd_provided *buf, s32 res,
					     u32 *flags, unsigned int issue_flags)
{
	buf->sel.val = res;
	if (!io_uring_mshot_cmd_post_cqe(ioucmd, &buf->sel, issue_flags))
		return true;
	*flags = cmd_to_io_kiocb(ioucmd)->cqe.flags;
	return false;
}

/*
 * As ucmd_compat_done(), with @flags in the completion.  io_uring_cmd_done() knows
 * of none.  It leaves the request in a list that whoever holds the ring's lock now
 * works off later (read in mainline 6.18), so that they can be set behind it.
 */
static inline void ucmd_compat_done_flags(struct io_uring_cmd *ioucmd, s32 res,
					  u32 flags, unsigned int issue_flags)
{
	io_uring_cmd_done(ioucmd, res, issue_flags);
	cmd_to_io_kiocb(ioucmd)->cqe.flags = flags;
}

#else

struct ucmd_provided { };

static inline bool ucmd_compat_has_multishot(void)
{
	return false;
}

static inline bool ucmd_compat_multishot(struct io_uring_cmd *ioucmd)
{
	return false;
}

static inline int ucmd_compat_provided(struct io_uring_cmd *ioucmd, u16 group,
				       struct ucmd_provided *buf,
				       void __user **addr, size_t *len,
				       unsigned int issue_flags)
{
	return -EOPNOTSUPP;
}

static inline bool ucmd_compat_provided_done(struct io_uring_cmd *ioucmd,
					     struct ucmd_provided *buf, s32 res,
					     u32 *flags, unsigned int issue_flags)
{
	return false;
}

static inline void ucmd_compat_done_flags(struct io_uring_cmd *ioucmd, s32 res,
					  u32 flags, unsigned int issue_flags) { }

#endif /* UCMD_HAVE_MULTISHOT */

/* ------------------------------------------------------------------------
 * Rings that poll (IORING_SETUP_IOPOLL)
 */

/* The ring will call ->uring_cmd_iopoll for this command, until it is completed. */
static inline bool ucmd_compat_polled(unsigned int issue_flags)
{
	return issue_flags & IO_URING_F_IOPOLL;
}

static inline struct io_uring_task *ucmd_compat_tctx(struct io_uring_cmd *ioucmd)
{
#ifdef UCMD_HAVE_REQ_TCTX
	return cmd_to_io_kiocb(ioucmd)->tctx;
#else
	return cmd_to_io_kiocb(ioucmd)->task->io_uring;
#endif
}

/*
 * Does io_uring poll because all of the ring, or of the submitter, has to end?  It
 * does so until nothing is left to poll for, and only then asks by
 * IO_URING_F_CANCEL (io_uring_try_cancel_requests(), read in 6.12.107).  Without a
 * cancel hook a watch looks for that, see below.
 */
static inline bool ucmd_compat_poll_abandoned(struct io_uring_cmd *ioucmd)
{
#ifdef UCMD_HAVE_CANCEL_HOOK
	return percpu_ref_is_dying(&cmd_to_io_kiocb(ioucmd)->ctx->refs) ||
	       atomic_read(&ucmd_compat_tctx(ioucmd)->in_cancel);
#else
	return false;
#endif
}

/* Whoever has the ring may poll: is it the submitter's memory that is at hand? */
static inline bool ucmd_compat_in_mm(struct io_uring_cmd *ioucmd)
{
#ifdef UCMD_HAVE_REQ_TCTX
	struct task_struct *task = ucmd_compat_tctx(ioucmd)->task;
#else
	struct task_struct *task = cmd_to_io_kiocb(ioucmd)->task;
#endif

	return current->mm && READ_ONCE(task->mm) == current->mm;
}

/* ------------------------------------------------------------------------
 * Cancellation
 */

/* ->uring_cmd is called to cancel an earlier command; nothing else is set. */
static inline bool ucmd_compat_is_cancel(unsigned int issue_flags)
{
#ifdef UCMD_HAVE_CANCEL_HOOK
	return issue_flags & IO_URING_F_CANCEL;
#else
	return false;
#endif
}

/*
 * Ask for a call with IO_URING_F_CANCEL when the submitter goes away.  Takes the
 * ring's lock (a mutex) if the call in progress does not hold it.
 * Return: whether the command must now be completed by ucmd_compat_done() and
 * by nothing else.
 */
static inline bool ucmd_compat_mark(struct io_uring_cmd *ioucmd,
				    unsigned int issue_flags)
{
#ifdef UCMD_HAVE_CANCEL_HOOK
	/*
	 * Not on a ring that polls: what the core keeps of a marked command lies over
	 * what it keeps of one that it polls for (K10).  The poll looks itself.
	 */
	if (!ucmd_compat_polled(issue_flags)) {
		io_uring_cmd_mark_cancelable(ioucmd, issue_flags);
		return true;
	}
#endif
	return false;
}

/* ------------------------------------------------------------------------
 * Kernels without a cancel hook
 */

/*
 * 6.1 has no cancel hook, so somebody must look: a watch remembers the ring and
 * the task of a pending command, and answers whether io_uring is waiting for it
 * to end.  Between arm and disarm the command is not completed, so ring and
 * task, which it pins, may be looked at under the watch's lock.
 */
#ifdef UCMD_HAVE_CANCEL_HOOK

struct ucmd_watch { };

#define UCMD_WATCH_PERIOD	0

static inline void ucmd_watch_init(struct ucmd_watch *watch) { }
static inline void ucmd_watch_arm(struct ucmd_watch *watch,
				  struct io_uring_cmd *ioucmd) { }
static inline void ucmd_watch_disarm(struct ucmd_watch *watch) { }

static inline bool ucmd_watch_abandoned(struct ucmd_watch *watch)
{
	return false;
}

#else

/* How often to look: a killed process must be gone within a second. */
#define UCMD_WATCH_PERIOD	(HZ / 10)

struct ucmd_watch {
	spinlock_t lock;	/* protects the others */
	struct io_ring_ctx *ctx;
	struct task_struct *task;
};

static inline void ucmd_watch_init(struct ucmd_watch *watch)
{
	spin_lock_init(&watch->lock);
}

static inline void ucmd_watch_arm(struct ucmd_watch *watch,
				  struct io_uring_cmd *ioucmd)
{
	struct io_kiocb *req = cmd_to_io_kiocb(ioucmd);
	unsigned long flags;

	spin_lock_irqsave(&watch->lock, flags);
	watch->ctx = req->ctx;
	watch->task = req->task;
	spin_unlock_irqrestore(&watch->lock, flags);
}

static inline void ucmd_watch_disarm(struct ucmd_watch *watch)
{
	unsigned long flags;

	spin_lock_irqsave(&watch->lock, flags);
	watch->ctx = NULL;
	watch->task = NULL;
	spin_unlock_irqrestore(&watch->lock, flags);
}

/*
 * True once the ring is being torn down (its last file reference is gone), or
 * once a task waits in io_uring_cancel_generic() until all its requests have
 * ended: execve(), or an SQPOLL thread that was told to exit.  A plain thread
 * that exits passes through there too, with PF_EXITING set and without waiting;
 * its commands stay, as on the kernels that have the hook (read in 6.1.192,
 * io_uring/io_uring.c).
 */
static inline bool ucmd_watch_abandoned(struct ucmd_watch *watch)
{
	unsigned long flags;
	bool abandoned = false;

	spin_lock_irqsave(&watch->lock, flags);
	if (watch->ctx)
		abandoned = percpu_ref_is_dying(&watch->ctx->refs) ||
			    (atomic_read(&watch->task->io_uring->in_idle) &&
			     !(READ_ONCE(watch->task->flags) & PF_EXITING));
	spin_unlock_irqrestore(&watch->lock, flags);
	return abandoned;
}

#endif /* UCMD_HAVE_CANCEL_HOOK */

#endif /* _UCMD_COMPAT_H */
