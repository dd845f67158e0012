/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does the framework keep?  The private structs, and who may touch what.
 *
 * Objects, and what keeps them alive
 *
 *	struct ucmd_device	the driver's; ends with ucmd_device_unregister()
 *	   | core
 *	struct ucmd_core	counted: the registration and each open file;
 *	   | pool			freed a grace period after both are gone
 *	struct ucmd_slot	part of the core's pool, never freed before it
 *
 *	struct ucmd_open	one for each open file, file->private_data
 *	struct io_uring_cmd	io_uring's; lives until it is completed; holds the
 *				file, which holds the core and the driver's module
 *
 * So whoever has a command that is not completed may use all of these; code
 * that runs for the driver's device itself must be inside the gate (gate.h).
 */
#ifndef _UCMD_INTERNAL_H
#define _UCMD_INTERNAL_H

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/sbitmap.h>
#include <linux/srcu.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "compat/compat.h"
#include "state.h"

/**
 * struct ucmd_waiter - the program's side of a command that came by ioctl(2)
 * @done: the command is DONE, or was parted: look at @parted
 * @parted: 0, or the negative errno the program gets while the driver goes on
 *
 * On the stack of the caller, which leaves only once one of both has happened.
 */
struct ucmd_waiter {
	struct completion done;
	s32 parted;
};

/* Bytes behind a command's private memory that are the verifier's. */
#define UCMD_CANARY_SIZE	8

/**
 * struct ucmd_note - what the verifier remembers of a command
 * @site: the handler that held it or who took it; 0 while nobody has, or once it
 *	was reported
 * @since: when, in jiffies
 * @tgid: the process it is for
 * @comm: its name
 * @canary: private memory has a canary behind it
 */
struct ucmd_note {
	unsigned long site;
	unsigned long since;
	pid_t tgid;
	char comm[TASK_COMM_LEN];
	bool canary;
};

/**
 * struct ucmd_slot - a slot of the pool: one command that is not done
 * @state: who owns the command (state.h)
 * @bit: index of the slot in the pool
 * @core: the device's core
 * @op: the op's row in the driver's table
 * @ioucmd: the program's side of a command that came through io_uring
 * @waiter: or the one of a command that came by ioctl(2)
 * @file: the open file it came through; alive until the command is settled, when
 *	this becomes %NULL, or parted, and then as long as @keeps_file
 * @keeps_file: the slot has a reference to @file, put with its last one: from
 *	parting on
 * @tag: what the program calls the command
 * @deadline: when it ends with -ETIMEDOUT, in jiffies; valid if @timed
 * @timed: it has a deadline
 * @timer: goes off at @deadline
 * @queue: the queue it waits on, or came from; written under that queue's lock
 * @node: entry in the queue, under its lock
 * @given: the driver got it by .start of @queue, whose count has it
 * @starting: .start has not returned
 * @out: the outcome; belongs to whoever made the move to DONE
 * @turn: of a multishot command: who sends it to its task (events.c)
 * @bufs: what the command has pinned (buffer.c)
 * @work: calls .cancel and settles what was parted; has a reference while queued
 * @watch: on kernels without a cancel hook: is anybody still waiting?
 * @note: what the verifier remembers
 * @priv: the op's private memory, and behind it a word for the verifier
 */
struct ucmd_slot {
	struct ucmd_state state;
	unsigned int bit;
	struct ucmd_core *core;
	const struct ucmd_op *op;
	struct io_uring_cmd *ioucmd;
	struct ucmd_waiter *waiter;
	struct file *file;
	bool keeps_file;
	bool timed;
	u64 tag;
	unsigned long deadline;
	struct timer_list timer;
	struct ucmd_queue *queue;
	struct list_head node;
	bool given;
	bool starting;
	struct ucmd_outcome out;
	atomic64_t turn;
	struct ucmd_buf *bufs;
	struct work_struct work;
	struct ucmd_watch watch;
	struct ucmd_note note;
	u8 priv[] __aligned(8);
};

/**
 * struct ucmd_pdu - the framework's part of an io_uring_cmd (its 32-byte pdu)
 * @slot: the slot, or %NULL while there is none
 * @parted: negative errno once the command was parted: its own result
 * @polled: the ring polls for it
 * @pushed: and finds it ready; written last by who pushes
 * @group: of a multishot command: of the buffers it selects
 * @last: what ended a multishot command in place of what it was completed with, or 0:
 *	-errno, or the bytes of an event that there was no other completion for
 * @last_flags: flags of that completion
 *
 * Written before the command can be found by anybody else (marking, queueing,
 * holding); @parted by who parts, before it pushes the completion; @last by task
 * work, under the ring's lock.
 */
struct ucmd_pdu {
	struct ucmd_slot *slot;
	s32 parted;
	bool polled;
	bool pushed;
	u16 group;
	s32 last;
	u32 last_flags;
};

/**
 * struct ucmd_pool - the slots of a device
 * @id: upper part of the names of its commands
 * @depth: number of slots
 * @slot_size: bytes from one slot to the next
 * @slots: the slots
 * @used: which of them are not idle
 */
struct ucmd_pool {
	unsigned int id;
	unsigned int depth;
	size_t slot_size;
	void *slots;
	struct sbitmap used;
};

/**
 * struct ucmd_row - what dispatch needs to know of an op
 * @op: the driver's row
 * @next: next row of the same _IOC_NR(), or %NULL
 * @number: the op's number
 * @args_size: bytes of arguments
 * @unused: for each word of the first 16 payload bytes the bits no argument uses
 * @reserve: a slot is reserved before the handler is called
 */
struct ucmd_row {
	const struct ucmd_op *op;
	const struct ucmd_row *next;
	u32 number;
	u32 args_size;
	u64 unused[2];
	bool reserve;
};

#define UCMD_NR_MAX	(1U << _IOC_NRBITS)

/**
 * struct ucmd_gate - may code run for the device? (gate.h)
 * @open: it may
 * @srcu: readers are those inside that may sleep
 */
struct ucmd_gate {
	bool open;
	struct srcu_struct srcu;
};

/**
 * struct ucmd_core - the framework's half of a device
 * @refs: the registration and each open file
 * @commands: the gate of handlers; closed while the device is paused, and for
 *	good with @files
 * @files: the gate of opening and of the other file operations; closed once, by
 *	unregister
 * @key: lockdep tells the gates of devices apart, for a driver may unregister
 *	one device from a file operation of another
 * @verify: the verifier looks at this device (verify.h)
 * @dev: the driver's half; valid inside the gates
 * @name: the device's name; a copy, for it outlives the driver's
 * @named: among the devices that are registered, by @name
 * @misc: the node; its fops are @fops
 * @fops: file operations put together at registration
 * @driver_fops: the driver's own; valid inside the gate
 * @file_size: bytes of private memory of an open file
 * @by_nr: rows by the _IOC_NR() of their numbers
 * @rows: one for each op
 * @pool: the slots
 * @stir: who waits for room, for the device to be resumed or gone, or for the
 *	driver to have nothing
 * @life_lock: protects @paused, and the closing and opening of gates
 * @paused: pauses that were not resumed
 * @sweep: on kernels without a cancel hook: looks for abandoned commands
 * @patrol: of the verifier: looks for commands that are held too long
 * @opens_lock: protects @opens
 * @opens: open files whose .release is still to be called
 * @rcu: names of commands are looked up in RCU read-side sections
 */
struct ucmd_core {
	struct kref refs;
	struct ucmd_gate commands;
	struct ucmd_gate files;
	struct lock_class_key key[2];
	bool verify;
	struct ucmd_device *dev;
	const char *name;
	struct list_head named;
	struct miscdevice misc;
	struct file_operations fops;
	const struct file_operations *driver_fops;
	size_t file_size;
	const struct ucmd_row *by_nr[UCMD_NR_MAX];
	struct ucmd_row *rows;
	struct ucmd_pool *pool;
	wait_queue_head_t stir;
	struct mutex life_lock;
	unsigned int paused;
	struct delayed_work sweep;
	struct delayed_work patrol;
	struct mutex opens_lock;
	struct list_head opens;
	struct rcu_head rcu;
};

/**
 * struct ucmd_open - an open file of a device
 * @core: the device's core, counted
 * @file: the file; not counted, it owns this
 * @node: entry in the core's list while the driver's .release is owed
 * @rcu: freed a grace period after the file
 * @priv: the driver's private memory
 */
struct ucmd_open {
	struct ucmd_core *core;
	struct file *file;
	struct list_head node;
	struct rcu_head rcu;
	u8 priv[] __aligned(8);
};

/* What a handler decided; kept beside the result it returns, to compare. */
enum ucmd_verdict {
	UCMD_UNDECIDED,
	UCMD_RETRY,
	UCMD_COMPLETED,
	/* pending: */
	UCMD_QUEUED,
	UCMD_HOLDING,
};

/*
 * Kernels that clear the stack would clear a whole struct ucmd for each command
 * (CONFIG_INIT_STACK_ALL_ZERO); dispatch sets what it reads.
 */
#if __has_attribute(__uninitialized__)
#define ucmd_uninitialized	__attribute__((__uninitialized__))
#else
#define ucmd_uninitialized
#endif

/**
 * struct ucmd - a fresh command; on dispatch's stack
 * @ioucmd: the program's side of a command that came through io_uring
 * @waiter: or the one of a command that came by ioctl(2)
 * @file: the open file it came through
 * @row: its op
 * @core: its device
 * @slot: its slot, or %NULL
 * @issue_flags: of the call in progress; valid with @ioucmd
 * @deadline_ms: the program's own deadline, 0 for none
 * @group: of the buffers it selects, if it is multishot
 * @tag: what the program calls it
 * @marked: io_uring knows the command as cancelable: it must not be answered
 *	by a return value any more
 * @may_retry: this call must not sleep; there can be another one
 * @verdict: what the handler decided
 * @iovecs: copy of the program's vector; valid in the handler of an op with
 *	%UCMD_OP_BUFFERS
 * @res: result, if it decided to complete
 * @res2: second result word
 * @args: copy of the arguments; as many words as they need are set
 */
struct ucmd {
	struct io_uring_cmd *ioucmd;
	struct ucmd_waiter *waiter;
	struct file *file;
	const struct ucmd_row *row;
	struct ucmd_core *core;
	struct ucmd_slot *slot;
	unsigned int issue_flags;
	u32 deadline_ms;
	u16 group;
	u64 tag;
	bool marked;
	bool may_retry;
	u8 verdict;
	struct iovec *iovecs;
	s32 res;
	u64 res2;
	u64 args[UCMD_ARGS_MAX / sizeof(u64)];
};

static inline struct ucmd_pdu *ucmd_pdu(struct io_uring_cmd *ioucmd)
{
	return ucmd_compat_pdu(ioucmd, struct ucmd_pdu);
}

/*
 * What identifies a result: never zero, different for each command that is in a
 * handler at the same time (they are on different stacks), and for each verdict.
 */
static inline u32 ucmd_result_code(const struct ucmd *cmd)
{
	return (u32)(uintptr_t)cmd + cmd->verdict;
}

static inline struct ucmd_result ucmd_verdict(const struct ucmd *cmd)
{
	struct ucmd_result result;

	ACCESS_PRIVATE(&result, code) = ucmd_result_code(cmd);
	return result;
}

/* May the handler of this call sleep?  Where it must not, MAY_SLEEP is put off. */
static inline bool ucmd_handler_may_sleep(const struct ucmd *cmd)
{
	return !cmd->may_retry &&
	       cmd->row->op->flags & (UCMD_OP_MAY_SLEEP | UCMD_OP_BUFFERS);
}

/* result.c: what did the handler decide, and may user space see it? */
s32 ucmd_result_replace(const struct ucmd_core *core, const struct ucmd_op *op,
			s32 res);

/* errno(3) ends far below; the kernel's own codes begin at 512. */
#define UCMD_ERRNO_MAX	511

/* What user space may see of @res. */
static inline s32 ucmd_result_sanitize(const struct ucmd_core *core,
				       const struct ucmd_op *op, s32 res)
{
	return likely(res >= -UCMD_ERRNO_MAX) ? res :
						ucmd_result_replace(core, op, res);
}

static inline struct ucmd_core *ucmd_file_core(struct file *file)
{
	struct ucmd_open *open = file->private_data;

	return open->core;
}

/* Somebody may wait for what has just changed: an exchange of a slot's word. */
static inline void ucmd_core_stir(struct ucmd_core *core)
{
	/* the exchange is a full barrier: pairs with prepare_to_wait() */
	if (unlikely(waitqueue_active(&core->stir)))
		wake_up_all(&core->stir);
}

extern struct workqueue_struct *ucmd_wq;

/* name.c: what is a device called?  After ucmd_name_give() another may be; core->name stays. */
const char *ucmd_name_fault(const char *name);
int ucmd_name_take(struct ucmd_core *core, const char *name);
void ucmd_name_give(struct ucmd_core *core);

/* pool.c: which slot is it? */
int ucmd_pool_init(struct ucmd_core *core, unsigned int depth, size_t priv_size);
void ucmd_pool_exit(struct ucmd_core *core);
void ucmd_pool_free(struct ucmd_pool *pool);
bool ucmd_pool_has_room(const struct ucmd_core *core);
struct ucmd_slot *ucmd_slot_get(struct ucmd *cmd);
void ucmd_slot_put(struct ucmd_slot *slot);
struct ucmd_pending *ucmd_slot_name(const struct ucmd_slot *slot);
struct ucmd_slot *ucmd_slot_find(const struct ucmd_pending *pend);
void ucmd_slot_for_each(struct ucmd_core *core,
			void (*fn)(struct ucmd_slot *slot, void *data),
			void *data);

static inline u32 ucmd_name_generation(const struct ucmd_pending *pend)
{
	return (uintptr_t)pend;
}

/* buffer.c: where is the data? */
void __ucmd_bufs_unmap(struct ucmd_slot *slot);
void __ucmd_bufs_release(struct ucmd_slot *slot);

/* The driver lets go of the command. */
static inline void ucmd_bufs_unmap(struct ucmd_slot *slot)
{
	if (unlikely(slot->bufs))
		__ucmd_bufs_unmap(slot);
}

/* So does everybody.  Process context, may sleep. */
static inline void ucmd_bufs_release(struct ucmd_slot *slot)
{
	if (unlikely(slot->bufs))
		__ucmd_bufs_release(slot);
}

/* events.c: how does one command answer many times? */
void ucmd_events_init(struct ucmd_slot *slot);
bool ucmd_events_end(struct ucmd_slot *slot);
bool ucmd_events_over(struct ucmd_slot *slot);
bool ucmd_events_run(struct ucmd_slot *slot, unsigned int issue_flags, bool gone);

static inline bool ucmd_is_multishot(const struct ucmd_slot *slot)
{
	return unlikely(slot->op->flags & UCMD_OP_MULTISHOT);
}

/* settle.c: how does its end reach the program? */
void ucmd_send(struct ucmd_slot *slot);
void ucmd_push(struct ucmd_slot *slot);
void ucmd_settle(struct ucmd_slot *slot, u64 word);
void ucmd_settle_inside(struct ucmd_slot *slot, unsigned int issue_flags);
void ucmd_settle_polled(struct ucmd_slot *slot, bool user);
s32 ucmd_settle_waiter(struct ucmd_slot *slot, u64 *res2);
void ucmd_slot_work(struct work_struct *work);

/* queue.c: who is next? */
void ucmd_wait(struct ucmd_slot *slot, struct ucmd_queue *queue, bool again);
bool ucmd_unqueue(struct ucmd_slot *slot);
void __ucmd_served(struct ucmd_slot *slot);
void ucmd_serve_all(struct ucmd_core *core);
void ucmd_serve_none(struct ucmd_core *core);

static inline void ucmd_served(struct ucmd_slot *slot)
{
	if (unlikely(READ_ONCE(slot->given)))
		__ucmd_served(slot);
}

/* end.c: who may end it from outside? */

/* What became of an attempt to end a command, and what the caller does now. */
enum ucmd_end {
	UCMD_END_LATE,		/* nothing: it is over, or was asked before */
	UCMD_END_LATER,		/* try again: its handler has not returned */
	UCMD_END_ASKED,		/* nothing: the driver will complete it */
	UCMD_END_OURS,		/* complete the program's side */
};

/* If the driver has the command: may it be asked, or is it parted? */
enum ucmd_how {
	UCMD_ASK,
	UCMD_ASK_EXPIRED,
	UCMD_PART,
};

void ucmd_handled(struct ucmd_slot *slot);
enum ucmd_end ucmd_end(struct ucmd_slot *slot, enum ucmd_how how, s32 res);
void ucmd_end_all(struct ucmd_core *core, s32 res);
void ucmd_deadline_start(struct ucmd_slot *slot, u32 deadline_ms);
void ucmd_deadline_stop(struct ucmd_slot *slot);
void ucmd_deadline_expired(struct timer_list *timer);
void ucmd_sweep_work(struct work_struct *work);
s32 ucmd_cancel(struct ucmd *cmd, const struct ucmd_cancel *args);

/* dispatch.c: what came in? */
int ucmd_decode(struct ucmd *cmd, u32 number);
bool ucmd_dispatch(struct ucmd *cmd, bool nonblock);
void __ucmd_unreserve(struct ucmd *cmd);
bool ucmd_interrupted(void);

/* uring.c, ioctl.c: through which door? */
int ucmd_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags);
int ucmd_uring_iopoll(struct io_uring_cmd *ioucmd, struct io_comp_batch *iob,
		      unsigned int poll_flags);
long ucmd_ioctl(struct file *file, unsigned int number, unsigned long arg);
long ucmd_compat_ioctl(struct file *file, unsigned int number, unsigned long arg);

/* Give up the slot of a command that is not pending.  Process context, may sleep. */
static inline void ucmd_unreserve(struct ucmd *cmd)
{
	if (unlikely(cmd->slot))
		__ucmd_unreserve(cmd);
}

/* file.c: what else can the file do? */
int ucmd_file_compose(struct file_operations *fops,
		      const struct file_operations *driver);
long ucmd_driver_ioctl(struct file *file, unsigned int number, unsigned long arg,
		       bool compat, long otherwise);

#endif /* _UCMD_INTERNAL_H */
