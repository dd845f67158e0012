/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ucmd - all that the author of a driver needs to answer io_uring commands.
 *
 * Read from top to bottom: contract, result, fresh command, the program's
 * memory, queue, pending command, op, open file, device.
 *
 * The contract in one paragraph
 * -----------------------------
 * A driver declares a device and a table of ops.  For each command that a
 * program submits (IORING_OP_URING_CMD), the framework finds the op, checks
 * and copies the arguments, and calls the op's handler with a fresh
 * &struct ucmd.  The handler decides once: ucmd_complete() answers at once,
 * ucmd_queue() lets the command wait on a queue that the framework watches
 * over, ucmd_hold() makes it the driver's own until the driver calls
 * ucmd_pending_complete(), from any context.  The framework alone talks to
 * io_uring: it posts exactly one completion for each command, in the right
 * context and ring, whatever the driver, the submitter or the device do.
 *
 *  fresh --ucmd_complete()-----------------------------------------> done
 *    |-----ucmd_queue()--> waiting --take--> held --complete-------> done
 *    |                        |               ^
 *    |                        `-- cancelled: the framework completes it
 *    `-----ucmd_hold()----------------------> held
 *
 * When the submitter goes away (its ring is closed, it is killed, it calls
 * execve()) or the device is unregistered, waiting commands are completed by
 * the framework.  A held command stays the driver's, with its private memory,
 * until the driver completes it: the submitter is let go at once, and the op's
 * .cancel tells the driver that nobody waits any more.
 *
 * When the program cancels a command or its deadline passes, a waiting command
 * ends at once.  A held one is asked back: .cancel is called, and the program
 * goes on waiting until the driver has completed it, so that hardware never works
 * on memory that the program has got back.  Without .cancel the driver cannot be
 * asked: the program cannot cancel such a command, and a deadline parts it from
 * the driver as if the submitter had gone.
 *
 * Each op answers ioctl(2) as well, with the same checks, the same handler and
 * the same result (include/uapi/ucmd.h).
 */
#ifndef _UCMD_UCMD_H
#define _UCMD_UCMD_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <uapi/ucmd.h>

struct device;
struct iov_iter;
struct sg_table;
struct ucmd;
struct ucmd_buf;
struct ucmd_core;
struct ucmd_device;
struct ucmd_pending;
struct ucmd_queue;

/* ------------------------------------------------------------------------
 * The result of a handler
 */

/**
 * struct ucmd_result - what a handler decided for its command
 *
 * Only ucmd_complete(), ucmd_complete2(), ucmd_queue() and ucmd_hold() make
 * one; a handler returns the one it got.  It belongs to one command: the
 * framework notices a result that is zero or was made for another command,
 * reports the op by name and completes the command with -EIO.
 */
struct ucmd_result {
	/* private: */
	u32 __private code;
};

/* ------------------------------------------------------------------------
 * struct ucmd: a fresh command, lent to the handler until it returns
 */

/* The largest argument struct: what a 128-byte SQE carries. */
#define UCMD_ARGS_MAX	80

const void *__ucmd_args(struct ucmd *cmd, size_t size);

/**
 * ucmd_args - the arguments of a fresh command
 * @cmd: the command
 * @type: type of the op's arguments; its size is the op's &ucmd_op.args_size
 *
 * The framework has copied the arguments once, before the handler was called:
 * they do not change, whatever the program writes to the ring meanwhile.
 *
 * Context: in the handler of @cmd only, before ucmd_queue() or ucmd_hold().
 * Return: pointer to the constant copy, valid until then.
 */
#define ucmd_args(cmd, type) ({						\
	BUILD_BUG_ON_MSG(sizeof(type) > UCMD_ARGS_MAX,			\
			 "arguments exceed what an SQE carries");	\
	(const type *)__ucmd_args(cmd, sizeof(type));			\
})

/**
 * ucmd_priv - the private memory of a command
 * @cmd: the command, whose op has a &ucmd_op.priv_size
 *
 * Zeroed when the handler is called, aligned to 8 bytes.  It stays the
 * command's until it has completed (and .finish and .cancel have returned);
 * ucmd_pending_priv() finds it again.
 *
 * Context: in the handler of @cmd only.
 * Return: pointer to the memory, or %NULL if the op has none.
 */
void *ucmd_priv(struct ucmd *cmd);

/**
 * ucmd_file - the open file a command was sent through
 * @cmd: the command
 *
 * Context: in the handler of @cmd only.
 * Return: the file; it stays open as long as the command is not completed.
 */
struct file *ucmd_file(struct ucmd *cmd);

/**
 * ucmd_device - the device a command was sent to
 * @cmd: the command
 *
 * Context: in the handler of @cmd only.
 * Return: the registered device; valid until the handler returns.
 */
struct ucmd_device *ucmd_device(struct ucmd *cmd);

/**
 * ucmd_may_sleep - may this call of the handler sleep?
 * @cmd: the command
 *
 * For ops with %UCMD_OP_BUFFERS, whose handler may be called for a second time,
 * after ucmd_retry(): to choose between GFP_NOWAIT and GFP_KERNEL, or to leave long
 * work to that second call.
 *
 * Context: in the handler of @cmd only.
 * Return: whether it may.
 */
bool ucmd_may_sleep(struct ucmd *cmd);

/**
 * ucmd_complete - answer a command at once
 * @cmd: the command
 * @res: the result: 0 or positive for success, or a negative errno(3)
 *
 * The program sees @res in cqe->res.  Codes that are not for user space
 * (-ERESTARTSYS and all others below -511) become -EINTR, -EOPNOTSUPP or -EIO
 * and are reported by name.
 *
 * Context: in the handler of @cmd only.
 * Return: what the handler must return.
 */
struct ucmd_result __must_check ucmd_complete(struct ucmd *cmd, s32 res);

/**
 * ucmd_complete2 - answer a command at once, with a second result word
 * @cmd: the command; its op has %UCMD_OP_RESULT2
 * @res: as for ucmd_complete()
 * @res2: the second word; the program sees it in cqe->big_cqe[0]
 *
 * Context: in the handler of @cmd only.
 * Return: what the handler must return.
 */
struct ucmd_result __must_check ucmd_complete2(struct ucmd *cmd, s32 res,
					       u64 res2);

/**
 * ucmd_queue - let a command wait on a queue
 * @cmd: the command
 * @queue: the queue, to whose end it goes
 *
 * From here on the command is on @queue: another context may take it at once.
 * Do not use @cmd, its arguments or its private memory after this call.
 * As long as it waits, the framework completes it with -ECANCELED when its
 * submitter goes away and with -ENODEV when the device does.  When the device
 * has as many commands pending as its &ucmd_device.depth, and the op did not
 * reserve room (see %UCMD_OP_HOLDS), it is completed with -EBUSY instead.
 *
 * Context: in the handler of @cmd only; driver spinlocks may be held.
 * Return: what the handler must return.
 */
struct ucmd_result __must_check ucmd_queue(struct ucmd *cmd,
					   struct ucmd_queue *queue);

/**
 * ucmd_hold - make a command the driver's own
 * @cmd: the command; its op has %UCMD_OP_HOLDS, .priv_size, .cancel or .finish
 * @pend: where to store the pending command
 *
 * The driver owes the command exactly one ucmd_pending_complete() (or
 * ucmd_pending_return()).  Read the arguments first; set up what the completing
 * context needs; then start that context: it may complete the command before
 * the handler has returned.
 * If starting it fails, return ucmd_complete(): it completes what is held, too.
 *
 * An op with none of the four has no room reserved for it: that is reported by
 * name, *@pend becomes %NULL and the command is completed with -EIO.
 *
 * Context: in the handler of @cmd only; driver spinlocks may be held.
 * Return: what the handler must return.
 */
struct ucmd_result __must_check ucmd_hold(struct ucmd *cmd,
					  struct ucmd_pending **pend);

/* ------------------------------------------------------------------------
 * The program's memory: buffers that a command names
 *
 * For ops with %UCMD_OP_BUFFERS.  Where the buffer is, is the op's own matter: its
 * arguments carry an address and a length.  The program may name a registered
 * buffer in the SQE (IORING_URING_CMD_FIXED and buf_index); the address must then
 * be inside it.  The functions below take both alike.  What is never in it, such as
 * metadata beside the data, they are told by %UCMD_PLAIN.
 *
 * ucmd_import() gives an iterator for the time of the handler, ucmd_pin() a buffer
 * that stays until the command has ended, for interrupts and DMA.
 */

/**
 * enum ucmd_dir - which way data goes
 * @UCMD_TO_USER: the driver writes to the program's memory
 * @UCMD_FROM_USER: the driver reads it
 * @UCMD_PLAIN: or'ed to one of them: the address is one of plain user memory, also
 *	if the SQE names a registered buffer
 */
enum ucmd_dir {
	UCMD_TO_USER	= 0,
	UCMD_FROM_USER	= 1,
	UCMD_PLAIN	= 2,
};

/**
 * ucmd_import - the memory a command names, as an iterator
 * @cmd: the command
 * @dir: which way data will go
 * @addr: user address
 * @len: bytes; may be 0
 * @iter: the iterator to set up; for copy_to_iter(), copy_from_iter() and the like
 *
 * A copy that ends early has met memory that cannot be reached, or cannot in this
 * call: return ucmd_retry().
 *
 * Context: in the handler of @cmd only, and @iter likewise.
 * Return: 0; -EFAULT if @addr to @addr + @len is not user memory, or not inside
 * the registered buffer; -EINVAL if @len is beyond what read(2) takes.
 */
int ucmd_import(struct ucmd *cmd, enum ucmd_dir dir, u64 addr, size_t len,
		struct iov_iter *iter);

/**
 * ucmd_import_vec - the memory a vector in the program's memory names
 * @cmd: the command; can have one such iterator
 * @dir: which way data will go
 * @vec: user address of an array of struct iovec
 * @nr: entries in it, at most 1024
 * @iter: the iterator to set up
 *
 * Context: as ucmd_import().
 * Return: 0; -EFAULT as for ucmd_import(), if the array cannot be read, or if it
 * names a registered buffer and an entry is empty; -EINVAL if @nr or a length is
 * too large; -ENOMEM; -EOPNOTSUPP for vectors of registered buffers, if this kernel
 * has none (before 6.15); -EAGAIN, see ucmd_retry().
 */
int ucmd_import_vec(struct ucmd *cmd, enum ucmd_dir dir, u64 vec,
		    unsigned int nr, struct iov_iter *iter);

/**
 * ucmd_pin - keep the memory a command names until the command has ended
 * @cmd: the command, whose op has room reserved (see %UCMD_OP_HOLDS)
 * @dir: which way data will go
 * @addr: user address
 * @len: bytes, not 0
 *
 * The memory stays, whatever the program does: it may unmap it, unregister the
 * buffer or be gone.  The framework lets go of it after .finish, or when the
 * handler completes the command at once.  A command may pin several.
 *
 * Pinning memory that is not a registered buffer may sleep: where this call must
 * not, that is an error for ucmd_retry().
 *
 * Context: in the handler of @cmd only, before ucmd_queue() and ucmd_hold().
 * Return: the buffer, valid until .finish has returned, or an ERR_PTR() with what
 * ucmd_import() returns, -EINVAL if @len is 0, -ENOMEM, or -EAGAIN.
 */
struct ucmd_buf *ucmd_pin(struct ucmd *cmd, enum ucmd_dir dir, u64 addr,
			  size_t len);

/**
 * ucmd_pin_vec - keep the memory a vector names until the command has ended
 * @cmd: as for ucmd_pin()
 * @dir: which way data will go
 * @vec: user address of an array of struct iovec
 * @nr: entries in it, at most 1024
 *
 * Context: as ucmd_pin().
 * Return: as ucmd_pin() and ucmd_import_vec().
 */
struct ucmd_buf *ucmd_pin_vec(struct ucmd *cmd, enum ucmd_dir dir, u64 vec,
			      unsigned int nr);

/**
 * ucmd_buf_len - the length of a pinned buffer
 * @buf: the buffer
 *
 * Context: any.
 * Return: bytes.
 */
size_t ucmd_buf_len(const struct ucmd_buf *buf);

/**
 * ucmd_buf_iter - a pinned buffer as an iterator
 * @buf: the buffer
 * @iter: the iterator to set up; valid as long as @buf
 *
 * Context: any, down to hard interrupt; so may the iterator be used.
 */
void ucmd_buf_iter(const struct ucmd_buf *buf, struct iov_iter *iter);

/**
 * ucmd_buf_map - let a device reach a pinned buffer
 * @buf: a buffer of a command that the caller holds
 * @device: the device that does the DMA, with its mask set
 *
 * The mapping ends, and the data is the program's to see, when the driver
 * completes the command or returns it to a queue.  Segments are within
 * dma_get_max_seg_size().  Mapping a mapped buffer returns what is there.
 *
 * Context: any, while the caller holds the command.
 * Return: the mapped table, for for_each_sgtable_dma_sg(), or an ERR_PTR():
 * -ENOMEM, or what dma_map_sgtable() returns; -EBUSY if mapped for another device.
 */
struct sg_table *ucmd_buf_map(struct ucmd_buf *buf, struct device *device);

/**
 * ucmd_retry - answer a command whose memory could not be reached
 * @cmd: the command; nothing else has been decided
 * @err: the negative errno
 *
 * If this call of the handler must not sleep, the command is not answered: the
 * handler is called again from its beginning, with a fresh struct ucmd and zeroed
 * private memory, where memory is brought in.  Otherwise completes with @err.  So
 * the handler must not have done before what should happen once.
 *
 * Context: in the handler of @cmd only.
 * Return: what the handler must return.
 */
struct ucmd_result __must_check ucmd_retry(struct ucmd *cmd, s32 err);

/* ------------------------------------------------------------------------
 * struct ucmd_queue: commands that wait; cancelling them is not your problem
 */

/**
 * struct ucmd_queue - a cancel-safe list of waiting commands, first in first out
 *
 * Who serves it is the driver's choice: it takes commands when it likes, or has the
 * framework hand them out, one after the other or some at once: ucmd_queue_serve().
 *
 * Set up with %UCMD_QUEUE_INIT or ucmd_queue_init(); needs no clean-up.  Its
 * memory must stay until ucmd_device_unregister() has returned; a queue that is
 * freed earlier must be empty and be freed after an RCU grace period.
 */
struct ucmd_queue {
	/* private: */
	spinlock_t lock;
	struct list_head waiting;	/* of struct ucmd_slot, under lock */
	void (*start)(struct ucmd_queue *queue, struct ucmd_pending *pend);
	unsigned int depth;
	unsigned int given;		/* under lock, as is: */
	bool serving;
};

/**
 * UCMD_QUEUE_INIT - initialise a static &struct ucmd_queue
 * @name: the variable that is being initialised
 */
#define UCMD_QUEUE_INIT(name) {						\
	.lock = __SPIN_LOCK_UNLOCKED((name).lock),			\
	.waiting = LIST_HEAD_INIT((name).waiting),			\
}

/**
 * ucmd_queue_init - initialise a queue at run time
 * @queue: the queue
 *
 * Context: any.
 */
#define ucmd_queue_init(queue) do {					\
	struct ucmd_queue *__queue = (queue);				\
									\
	*__queue = (struct ucmd_queue){ };				\
	spin_lock_init(&__queue->lock);					\
	INIT_LIST_HEAD(&__queue->waiting);				\
} while (0)

/**
 * ucmd_queue_serve - have the framework hand out the commands of a queue
 * @queue: the queue, set up, not in use yet
 * @depth: commands that the driver has at once, at most; with 1 they are served
 *	one after the other
 * @start: begins the work behind @pend, which the driver holds from here on
 *
 * Whenever a command waits and the driver has fewer than @depth of the queue, @start
 * is called with the longest waiting: by ucmd_queue(), by ucmd_pending_complete()
 * and ucmd_pending_return() of an earlier one, or by ucmd_device_resume(); so the
 * caller of these must not hold a lock that @start takes.  Not while the device is
 * paused: that waits until @start has returned.  For one queue @start is not called
 * again before it has returned.  It may complete @pend, or leave that to an interrupt.
 * .cancel of @pend is not called before it has returned.
 *
 * One queue per device, or one per open file, in its private memory: that decides
 * what is served one after the other.  A served queue is for the commands of one
 * device: that one's pause is looked at.  A command with the driver counts until the
 * driver completes or returns it, also when its program is gone.
 *
 * Context: any; so is that of @start, in an RCU read-side section.
 */
void ucmd_queue_serve(struct ucmd_queue *queue, unsigned int depth,
		      void (*start)(struct ucmd_queue *queue,
				    struct ucmd_pending *pend));

/**
 * ucmd_queue_take - take the longest waiting command
 * @queue: the queue
 *
 * Context: any, down to hard interrupt, with any driver lock held.
 * Return: the command, now held by the caller, or %NULL if none waits.
 */
struct ucmd_pending *ucmd_queue_take(struct ucmd_queue *queue);

/**
 * ucmd_queue_take_match - take the longest waiting command that matches
 * @queue: the queue
 * @match: says whether the caller wants @pend; runs under the queue's lock with
 *	interrupts off, may use ucmd_pending_priv(), must not call anything else
 *	of the framework
 * @data: handed to @match
 *
 * Context: any, down to hard interrupt, with any driver lock held.
 * Return: the command, now held by the caller, or %NULL if none matches.
 */
struct ucmd_pending *
ucmd_queue_take_match(struct ucmd_queue *queue,
		      bool (*match)(struct ucmd_pending *pend, void *data),
		      void *data);

/* ------------------------------------------------------------------------
 * struct ucmd_pending: a command the driver holds
 *
 * A pointer to one is a name: it is never dereferenced, and it names one command
 * only.  Once that is over, the name finds nothing, also when the device has
 * served others since or is gone: each verb then does nothing, says so, and
 * reports it by name.
 */

/**
 * ucmd_pending_priv - the private memory of a pending command
 * @pend: the command
 *
 * Context: any, while the caller holds @pend, and in .cancel and .finish.
 * Return: what ucmd_priv() returned.  If @pend is over, that is reported and the
 * result points to a page that belongs to nobody.
 */
void *ucmd_pending_priv(struct ucmd_pending *pend);

/**
 * ucmd_pending_cookie - a number that hardware can give back
 * @pend: the command
 *
 * Context: any.
 * Return: never 0, and different for each command of all devices.
 */
static inline u64 ucmd_pending_cookie(const struct ucmd_pending *pend)
{
	return (uintptr_t)pend;
}

/**
 * ucmd_pending_find - the held command that a cookie was made of
 * @dev: the device whose hardware gave @cookie back
 * @cookie: any number
 *
 * For completion interrupts: one that is late, repeated or made up finds no
 * command.  Whoever finds one still has to win it by completing it.
 *
 * Context: any, down to hard interrupt.
 * Return: the command, or %NULL if the driver holds none of @dev with @cookie.
 */
struct ucmd_pending *ucmd_pending_find(struct ucmd_device *dev, u64 cookie);

/**
 * ucmd_pending_complete - complete a held command
 * @pend: the command
 * @res: the result, as for ucmd_complete()
 *
 * Hands the command back; do not use @pend or its private memory afterwards.
 * The completion reaches the program from its own task; .finish runs there.
 *
 * Context: any, down to hard interrupt, with any driver lock held.  Never
 * sleeps, takes no lock of io_uring.
 * Return: %true if this call completed the command, %false if it was over (a
 * second completion: nothing happens, and it is reported by name, unless .cancel
 * was called, beside which another context may be completing the command).
 */
bool ucmd_pending_complete(struct ucmd_pending *pend, s32 res);

/**
 * ucmd_pending_complete2 - complete a held command with a second result word
 * @pend: the command; its op has %UCMD_OP_RESULT2
 * @res: the result, as for ucmd_complete()
 * @res2: the second word, as for ucmd_complete2()
 *
 * Context: as ucmd_pending_complete().
 * Return: as ucmd_pending_complete().
 */
bool ucmd_pending_complete2(struct ucmd_pending *pend, s32 res, u64 res2);

/**
 * ucmd_pending_return - put a held command (back) on a queue
 * @pend: the command
 * @queue: the queue, to whose end it goes
 *
 * A command that the driver was asked to stop, or whose submitter has been let
 * go, does not wait again: it ends here.  Do not use @pend afterwards.
 *
 * Context: any, down to hard interrupt, with any driver lock held.
 */
void ucmd_pending_return(struct ucmd_pending *pend, struct ucmd_queue *queue);

/**
 * struct ucmd_outcome - the result of a pending command on its way out
 * @res: result, as given by whoever completed the command
 * @user: user memory may be accessed: this is the submitter's task, alive.
 *	%false: the submitter is gone or going; touch neither user memory nor
 *	current
 * @res2: second result word; reaches the program if the op has
 *	%UCMD_OP_RESULT2
 */
struct ucmd_outcome {
	s32 res;
	bool user;
	u64 res2;
};

/**
 * ucmd_pending_wake - there is something for a held multishot command
 * @pend: the command; its op has %UCMD_OP_MULTISHOT
 *
 * Soon .fill is called, in the submitter's task.  Wakes that come before that are
 * one.  Keep what there is until .fill takes it: this call brings nothing.
 *
 * The command goes on until the driver completes it.  Its program may end it, as
 * any other; and .cancel asks for it when there is
 *
 *  - no buffer left, for .fill is given one to say that there is nothing more, too:
 *    the program gets -ENOBUFS, and .fill was not called;
 *  - no room in the completion queue: the data is in the program's last completion;
 *  - an error that .fill has returned, which the program gets;
 *  - no submitter any more who could take it.
 *
 * The driver then completes it, with -ECANCELED for want of anything better.
 *
 * Context: any, down to hard interrupt, with any driver lock held.
 * Return: %true; %false if @pend is over, or about to be, or not multishot: nothing
 * happens.
 */
bool ucmd_pending_wake(struct ucmd_pending *pend);

/* ------------------------------------------------------------------------
 * struct ucmd_op: a row of the table
 */

/*
 * The handler may sleep.  It is only called where that is allowed: from an
 * io-wq worker with the submitter's memory and credentials.  Without this flag
 * the handler runs inside the submission of a whole batch, in an RCU read-side
 * section: no sleeping, no mutex, no GFP_KERNEL, no copy_from_user().
 */
#define UCMD_OP_MAY_SLEEP	BIT(0)

/*
 * The op gives a second result word.  It is refused with -EOPNOTSUPP on rings
 * that cannot deliver one (no IORING_SETUP_CQE32).
 */
#define UCMD_OP_RESULT2		BIT(1)

/*
 * Room for a pending command is reserved before the handler is called (-EBUSY
 * if there is none), so that ucmd_hold() cannot fail.  Implied by .priv_size,
 * .cancel and .finish.
 */
#define UCMD_OP_HOLDS		BIT(2)

/*
 * When there is no room for another pending command, the op waits for it instead
 * of answering -EBUSY: in an io-wq worker or in ioctl(2), interruptibly, until its
 * deadline at most.  Such commands get room in no particular order.  What makes
 * room again must not need a worker itself, or the program's workers may all be
 * waiting.  Implies %UCMD_OP_HOLDS.
 */
#define UCMD_OP_WAITS_FOR_ROOM	BIT(3)

/*
 * The handler uses the program's memory: ucmd_import(), ucmd_pin().  The program
 * may name registered buffers.  Without %UCMD_OP_MAY_SLEEP the handler is called
 * without sleeping first, where only memory that is present can be reached; after
 * ucmd_retry() it is called where it may sleep.
 */
#define UCMD_OP_BUFFERS		BIT(4)

/*
 * The op is of no use without vectors of registered buffers, which kernels have
 * from 6.15 on: elsewhere the device is not registered.  Implies %UCMD_OP_BUFFERS.
 */
#define UCMD_OP_FIXED_VEC	(BIT(5) | UCMD_OP_BUFFERS)

/*
 * A command of the op gives many completions, each with data in a buffer that its
 * program has provided: see ucmd_pending_wake().  Has .fill and .cancel, and no
 * second result word.  Kernels have this from 6.18 on: elsewhere the device is not
 * registered.
 */
#define UCMD_OP_MULTISHOT	BIT(6)

/**
 * struct ucmd_op - one op of a device
 * @op: number, made with _IO(), _IOR(), _IOW() or _IOWR(); for _IOW() and
 *	_IOWR() the size in it must equal @args_size
 * @name: for messages and statistics
 * @handler: called for each command.  Valid results: any.  Context: see
 *	%UCMD_OP_MAY_SLEEP
 * @cancel: optional; asks the driver to stop the work behind the held @pend and
 *	to complete it: its program cancels it or is gone, its deadline has
 *	passed, or the device goes.  Complete with what was done, or -ECANCELED
 *	(which becomes -ETIMEDOUT after a deadline).  Another context may be
 *	completing it at the same time; @pend and its private memory stay until
 *	this returns.  At most once per command, never before the handler has
 *	returned.  Context: process, may sleep, no lock held
 * @finish: optional; last word on a pending command, exactly once, however it
 *	ended: release what hangs on it, copy results out if out->user says so,
 *	change out->res if that fails.  It may run after the device was
 *	unregistered: what needs the device is done before the command is
 *	completed.  Context: process, io_uring's ring lock held (may fault on
 *	user memory, should not sleep otherwise)
 * @fill: of ops with %UCMD_OP_MULTISHOT: copies what there is for the program to @to,
 *	from its beginning and at most iov_iter_count(@to) bytes, with
 *	copy_to_iter(); is called until that is all.  Returns bytes, which are a
 *	completion; 0 if there is nothing; or -errno, as ucmd_complete(), if the
 *	command ends with that.  It may complete the command, which then ends after
 *	what it returns.  Another context may be completing it at the same time;
 *	@pend and its private memory stay until this returns.  It may run before the
 *	handler has returned, and while the device is paused; never twice at a time
 *	for one command, nor after the device was unregistered.  Context: process, the
 *	submitter's task, io_uring's ring lock held (may fault on user memory, should
 *	not sleep otherwise)
 * @args_size: bytes of arguments, at most %UCMD_ARGS_MAX; above 16 the program
 *	needs a ring (or SQE) of 128-byte entries.  Payload bytes from here to
 *	16 must be zero
 * @priv_size: bytes of private memory
 * @deadline_ms: milliseconds a command may be pending, after which it ends with
 *	-ETIMEDOUT; 0 for no limit.  A program may set an earlier one
 * @flags: UCMD_OP_*
 * @mode: modes the file must be open for (%FMODE_READ, %FMODE_WRITE), else
 *	-EACCES
 * @cap: capability the submitter needs, else -EPERM; 0 for none
 */
struct ucmd_op {
	u32 op;
	const char *name;
	struct ucmd_result (*handler)(struct ucmd *cmd);
	void (*cancel)(struct ucmd_pending *pend);
	void (*finish)(struct ucmd_pending *pend, struct ucmd_outcome *out);
	ssize_t (*fill)(struct ucmd_pending *pend, struct iov_iter *to);
	u32 args_size;
	u32 priv_size;
	u32 deadline_ms;
	u32 flags;
	fmode_t mode;
	int cap;
};

/* ------------------------------------------------------------------------
 * The open file
 */

/**
 * ucmd_file_priv - a driver's private memory of an open file
 * @file: a file of a ucmd device: ucmd_file(), or what .open, .release and the
 *	driver's own file operations are given
 *
 * Zeroed before .open is called, &ucmd_device.file_size bytes.
 *
 * Context: any, while the file is open.
 * Return: pointer to the memory, or %NULL if file_size is 0.
 */
void *ucmd_file_priv(struct file *file);

/**
 * ucmd_file_device - the device an open file belongs to
 * @file: as for ucmd_file_priv()
 *
 * Context: inside .open, .release, handlers and the driver's own file
 * operations.
 * Return: the device as it was registered.
 */
struct ucmd_device *ucmd_file_device(struct file *file);

/* ------------------------------------------------------------------------
 * The device
 */

/* Commands that may be pending at once when the device does not say. */
#define UCMD_DEPTH_DEFAULT	1024
#define UCMD_DEPTH_MAX		(1U << 20)

/* Devices that may be registered at once, or live on in open files. */
#define UCMD_DEVICES_MAX	2047

/**
 * struct ucmd_device - a misc device that answers commands
 * @name: name of the node below /dev, without a slash; a %d at its end becomes the
 *	lowest number with which no registered device has the name
 * @ops: table of ops; with none the node has no ->uring_cmd at all
 * @nr_ops: rows in @ops
 * @mode: permissions of the node; 0 means 0600
 * @depth: commands that may be pending at once; 0 means %UCMD_DEPTH_DEFAULT
 * @file_size: bytes of private memory for each open file
 * @open: optional; a file is being opened.  Context: process, may sleep.
 *	Return: 0, or -errno to refuse
 * @release: optional; exactly once for each successful @open: when the last
 *	reference to the file is gone (no command of it is pending then), or
 *	from ucmd_device_unregister().  Context: process, may sleep
 * @quiesce: optional; the device goes and no handler runs any more: stop the
 *	hardware and complete what is held.  What is held afterwards is parted
 *	from its program with -ENODEV and asked back by .cancel.  Context:
 *	process, may sleep; in ucmd_device_unregister()
 * @poll: optional; a program polls for completions (IORING_SETUP_IOPOLL) instead
 *	of waiting for an interrupt: look what the hardware has finished, and
 *	complete it.  Called for each pending command of the ring, again and
 *	again, also while the device is paused.  Context: process, must not sleep;
 *	perhaps on several CPUs
 * @fops: optional; the other file operations: .unlocked_ioctl (for numbers that
 *	no op has), .compat_ioctl,
 *	.read, .write, .read_iter, .write_iter, .poll, .mmap, .show_fdinfo,
 *	.llseek, .fsync, .fasync.  They are passed through and answer -ENODEV
 *	once the device is gone; unregistering waits for those that run.
 *	What outlives a call must outlive the open files, device or not: a wait
 *	queue given to poll_wait(), pages that were mapped.
 *	.open, .release, .owner and .uring_cmd are the framework's
 * @parent: optional; the device it belongs to, in sysfs and for runtime PM: while
 *	a file is open, @parent is awake.  If it cannot be woken, opening fails
 *	with its error
 *
 * Static or embedded in a larger struct.  Everything it points to must stay
 * until ucmd_device_unregister() has returned; op tables and names must be part
 * of the module.
 */
struct ucmd_device {
	const char *name;
	const struct ucmd_op *ops;
	unsigned int nr_ops;
	umode_t mode;
	u32 depth;
	size_t file_size;
	int (*open)(struct ucmd_device *dev, struct file *file);
	void (*release)(struct ucmd_device *dev, struct file *file);
	void (*quiesce)(struct ucmd_device *dev);
	void (*poll)(struct ucmd_device *dev);
	const struct file_operations *fops;
	struct device *parent;
	/* private: */
	struct ucmd_core *core;
};

int __ucmd_device_register(struct ucmd_device *dev, struct module *owner);

/**
 * ucmd_device_register - create the node and accept commands
 * @dev: the device
 *
 * Open files pin the calling module.  Programs may open the node before this
 * call returns: have everything ready.
 *
 * Context: process, may sleep.
 * Return: 0; -EINVAL if @dev or its table is wrong (the log says what);
 * -ENOMEM; -EBUSY if it is registered already; -ENOSPC if %UCMD_DEVICES_MAX are;
 * what misc_register() returns.
 */
#define ucmd_device_register(dev) __ucmd_device_register(dev, THIS_MODULE)

/**
 * ucmd_device_unregister - take the device away
 * @dev: the device; one that is not registered is left alone
 *
 * Waits for handlers and file operations that run; afterwards none runs or
 * starts.  Then .quiesce is called.  Waiting commands are completed with
 * -ENODEV.  The submitters of held commands get -ENODEV too; .cancel has been
 * called for those when this returns, and the driver still completes each of
 * them.  Each open file has seen .release; open files live on, and all they
 * answer is -ENODEV.
 *
 * Context: process, may sleep; not from a handler, .cancel, .finish or a file
 * operation of the device.
 */
void ucmd_device_unregister(struct ucmd_device *dev);

/*
 * For reset, suspend and the like, by whoever could unregister the device:
 *
 *	ucmd_device_pause(dev);			no handler runs or starts
 *	if (ucmd_device_drain(dev, 500))	let the hardware finish, or
 *		ucmd_device_purge(dev, -EIO);	give its commands up
 *	... reset ...
 *	ucmd_device_resume(dev);
 *
 * A device that is not registered is left alone.
 */

/**
 * ucmd_device_pause - let no command reach its handler
 * @dev: the device
 *
 * Waits for handlers that run.  Commands that come while the device is paused
 * wait, interruptibly and until their deadline at most, in an io-wq worker or in
 * ioctl(2).  Those that are pending stay so, and may be completed.  Pauses nest.
 *
 * Context: process, may sleep; not from a handler of the device.
 */
void ucmd_device_pause(struct ucmd_device *dev);

/**
 * ucmd_device_resume - undo one ucmd_device_pause()
 * @dev: the device
 *
 * Context: process, may sleep.
 */
void ucmd_device_resume(struct ucmd_device *dev);

/**
 * ucmd_device_drain - wait until the driver holds no command
 * @dev: the device, paused unless more may come
 * @timeout_ms: how long to wait at most
 *
 * Commands that wait on a queue are not with the driver and go on waiting; so do
 * multishot ones that it holds.
 *
 * Context: process, may sleep; not from .cancel.
 * Return: 0, or -ETIMEDOUT if the driver holds one still.
 */
int ucmd_device_drain(struct ucmd_device *dev, unsigned int timeout_ms);

/**
 * ucmd_device_purge - end every pending command
 * @dev: the device, paused unless more may come
 * @err: the result they get, a negative errno(3)
 *
 * Waiting commands are completed.  The submitters of held ones are let go with
 * @err, and .cancel has been called for those when this returns; the driver still
 * completes each of them.  Waits for handlers that hold a command.
 *
 * Context: process, may sleep; not from a handler or .cancel of the device.
 */
void ucmd_device_purge(struct ucmd_device *dev, int err);

/**
 * module_ucmd_device - all the init and exit a module with one device needs
 * @dev: the &struct ucmd_device variable
 */
#define module_ucmd_device(dev)						\
	module_driver(dev, ucmd_device_register, ucmd_device_unregister)

#endif /* _UCMD_UCMD_H */
