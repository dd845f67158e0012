/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What does the framework keep?  The private structs, and who may touch what.
 *
 * Objects, and what keeps them alive
 *
 *	struct ucmd_device	the driver's; ends with ucmd_device_unregister()
 *	   | core
 *	struct ucmd_core	counted: the registration and each open file
 *	   | slots[]
 *	struct ucmd_pending	part of the core's pool, never freed before it
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

#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sbitmap.h>
#include <linux/srcu.h>
#include <linux/workqueue.h>
#include <ucmd/ucmd.h>

#include "compat/compat.h"

/*
 * The phases of a slot, and who makes each move (all in pending.c)
 *
 *	IDLE --get--> FRESH --hold---> HELD ----------------complete--> DONE
 *	                |               ^  |                              ^
 *	                |          take |  `--abandon--> ORPHANED --------'
 *	                |               |                   complete
 *	                `----queue--> WAITING --cancel----------------> DONE
 *
 *	put: DONE (or FRESH, if the handler answered at once) --> IDLE
 *
 * Invariants:
 *  - Each move is one compare-and-exchange, so each has one winner.  Moves out
 *    of and into WAITING happen under the queue's lock as well.
 *  - Who moves to DONE settles the command: sees to it that .finish runs, that
 *    the io_uring_cmd is completed (unless it was orphaned) and that the
 *    command's reference is dropped.
 *  - Who moves to ORPHANED completes the io_uring_cmd, whose submitter is gone;
 *    the slot stays the driver's.  It then holds the file by itself.
 */
enum ucmd_phase {
	UCMD_IDLE,
	UCMD_FRESH,
	UCMD_WAITING,
	UCMD_HELD,
	UCMD_ORPHANED,
	UCMD_DONE,
};

/**
 * struct ucmd_pending - a slot of the pool: one command that is not done
 * @phase: &enum ucmd_phase
 * @refs: dispatch (while the handler runs), the command (until it is settled),
 *	the io_uring_cmd of an orphan (until it is completed), @nudge, and
 *	whoever looks at a slot from outside
 * @handling: the handler has not returned: not to be cancelled yet
 * @bit: index of the slot in the pool
 * @core: the device's core
 * @op: the op's row in the driver's table
 * @ioucmd: the command; valid until the slot is settled or orphaned
 * @file: of an orphan: its reference to the file, else %NULL
 * @queue: the queue it waits on; written under that queue's lock
 * @node: entry in the queue, under its lock
 * @out: the outcome; belongs to whoever made the move to DONE
 * @nudge: of an orphan: calls .cancel; has a reference while it is queued
 * @settle: of an orphan that the driver has completed: the rest
 * @watch: on kernels without a cancel hook: is anybody still waiting?
 * @priv: the op's private memory
 */
struct ucmd_pending {
	atomic_t phase;
	refcount_t refs;
	bool handling;
	unsigned int bit;
	struct ucmd_core *core;
	const struct ucmd_op *op;
	struct io_uring_cmd *ioucmd;
	struct file *file;
	struct ucmd_queue *queue;
	struct list_head node;
	struct ucmd_outcome out;
	struct work_struct nudge;
	struct work_struct settle;
	struct ucmd_watch watch;
	u8 priv[] __aligned(8);
};

/**
 * struct ucmd_pdu - the framework's part of an io_uring_cmd (its 32-byte pdu)
 * @pend: the slot, or %NULL while there is none
 * @let_go: negative errno once the slot was orphaned: the command's own result
 *
 * Written before the command can be found by anybody else (marking, queueing,
 * holding); @let_go by who made the move to ORPHANED, before it pushes the
 * completion.
 */
struct ucmd_pdu {
	struct ucmd_pending *pend;
	s32 let_go;
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
 * struct ucmd_core - the framework's half of a device
 * @refs: the registration and each open file
 * @alive: the gate is open; cleared once, by unregister
 * @srcu: readers are handlers and file operations that may sleep
 * @srcu_key: lockdep tells the gates of devices apart, for a driver may
 *	unregister one device from a file operation of another
 * @dev: the driver's half; valid inside the gate
 * @name: the device's name; a copy, for it outlives the driver's
 * @misc: the node; its fops are @fops
 * @fops: file operations put together at registration
 * @driver_fops: the driver's own; valid inside the gate
 * @file_size: bytes of private memory of an open file
 * @by_nr: rows by the _IOC_NR() of their numbers
 * @rows: one for each op
 * @depth: number of slots
 * @slot_size: bytes from one slot to the next
 * @slots: the pool
 * @used: which slots are not idle
 * @sweep: on kernels without a cancel hook: looks for abandoned commands
 * @opens_lock: protects @opens
 * @opens: open files whose .release is still to be called
 */
struct ucmd_core {
	struct kref refs;
	bool alive;
	struct srcu_struct srcu;
	struct lock_class_key srcu_key;
	struct ucmd_device *dev;
	const char *name;
	struct miscdevice misc;
	struct file_operations fops;
	const struct file_operations *driver_fops;
	size_t file_size;
	const struct ucmd_row *by_nr[UCMD_NR_MAX];
	struct ucmd_row *rows;
	unsigned int depth;
	size_t slot_size;
	void *slots;
	struct sbitmap used;
	struct delayed_work sweep;
	struct mutex opens_lock;
	struct list_head opens;
};

/**
 * struct ucmd_open - an open file of a device
 * @core: the device's core, counted
 * @file: the file; not counted, it owns this
 * @node: entry in the core's list while the driver's .release is owed
 * @priv: the driver's private memory
 */
struct ucmd_open {
	struct ucmd_core *core;
	struct file *file;
	struct list_head node;
	u8 priv[] __aligned(8);
};

/* What a handler decided; kept beside the result it returns, to compare. */
enum ucmd_verdict {
	UCMD_UNDECIDED,
	UCMD_COMPLETED,
	UCMD_PENDING,
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
 * @ioucmd: the command
 * @row: its op
 * @core: its device
 * @pend: its slot, or %NULL
 * @issue_flags: of the call in progress
 * @marked: io_uring knows the command as cancelable: it must not be answered
 *	by a return value any more
 * @verdict: what the handler decided
 * @res: result, if it decided to complete
 * @res2: second result word
 * @args: copy of the arguments; as many words as they need are set
 */
struct ucmd {
	struct io_uring_cmd *ioucmd;
	const struct ucmd_row *row;
	struct ucmd_core *core;
	struct ucmd_pending *pend;
	unsigned int issue_flags;
	bool marked;
	u8 verdict;
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

/* result.c */
s32 ucmd_result_replace(const struct ucmd_core *core, const struct ucmd_op *op,
			s32 res);
struct ucmd_result ucmd_misuse(struct ucmd *cmd, const char *what);

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

/* dispatch.c */
int ucmd_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags);

/* pending.c */
int ucmd_pool_init(struct ucmd_core *core, unsigned int depth, size_t priv_size);
void ucmd_pool_exit(struct ucmd_core *core);
struct ucmd_pending *ucmd_pending_get(struct ucmd_core *core,
				      struct io_uring_cmd *ioucmd,
				      const struct ucmd_op *op);
void ucmd_pending_put(struct ucmd_pending *pend);
void ucmd_pending_handled(struct ucmd_pending *pend);
int ucmd_pending_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags);
void ucmd_pending_kill_all(struct ucmd_core *core);
int ucmd_pending_init(void);
void ucmd_pending_exit(void);

/* file.c */
int ucmd_file_compose(struct file_operations *fops,
		      const struct file_operations *driver);

#endif /* _UCMD_INTERNAL_H */
