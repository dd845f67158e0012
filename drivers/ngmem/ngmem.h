/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ngmem: what its parts share.
 *
 *	main.c		what is there?			controller, namespaces, nodes
 *	door.c		how does a command come in?	io_uring, ioctl(2), who may
 *	io.c		what does an I/O command do?
 *	ranges.c	and one with a list of ranges?
 *	admin.c		what does an admin command do?
 *	log.c		what has happened?		counters, log pages
 *	store.c		where are the bytes?
 *	pi.c		is the protection information right?
 *	delay.c		how long does a command take?
 *	inject.c	which commands fail for no reason?
 */
#ifndef _NGMEM_H
#define _NGMEM_H

#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/nvme.h>
#include <linux/nvme_ioctl.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/uio.h>
#include <ucmd/ucmd.h>

#include "store.h"

struct iovec;
struct task_struct;

/* A status that says: the same command would fail again. */
#define NGMEM_FAIL(sc)		((sc) | NVME_STATUS_DNR)

/* Status and opcodes that not every kernel's linux/nvme.h has. */
#define NGMEM_SC_SIZE_LIMIT	0x183
#define NGMEM_CMD_COPY		0x19
#define NGMEM_ONCS_VERIFY	BIT(7)
#define NGMEM_ONCS_COPY		BIT(8)

/* Limits of Copy: ranges, blocks in each, blocks in all; Identify Namespace. */
#define NGMEM_COPY_RANGES	128
#define NGMEM_COPY_FORMATS	(BIT(0) | BIT(1))

/* Most bytes of metadata that a block may have. */
#define NGMEM_METADATA_MAX	16

/* Bits of double word 12, for namespaces with protection information; all of them. */
#define NGMEM_PRINFO_SHIFT	26
#define NGMEM_PRACT		((u32)NVME_RW_PRINFO_PRACT << 16)
#define NGMEM_CHECK_GUARD	((u32)NVME_RW_PRINFO_PRCHK_GUARD << 16)
#define NGMEM_CHECK_APP		((u32)NVME_RW_PRINFO_PRCHK_APP << 16)
#define NGMEM_CHECK_REF		((u32)NVME_RW_PRINFO_PRCHK_REF << 16)
#define NGMEM_CHECK_ALL		(NGMEM_CHECK_GUARD | NGMEM_CHECK_APP | NGMEM_CHECK_REF)

#define NGMEM_NAMESPACES_MAX	64
#define NGMEM_ERRORS		16

#define NGMEM_SERIAL		"ngmem"
#define NGMEM_MODEL		"ucmd ngmem"

/**
 * struct ngmem_stats - what the SMART log counts
 * @reads: commands that read
 * @writes: commands that wrote
 * @read: 512-byte units read
 * @written: and written
 */
struct ngmem_stats {
	atomic64_t reads;
	atomic64_t writes;
	atomic64_t read;
	atomic64_t written;
};

/* An entry of the error log, as it is sent. */
struct ngmem_error {
	__le64 count;
	__le16 sqid;
	__le16 cmdid;
	__le16 status;
	__le16 location;
	__le64 lba;
	__le32 nsid;
	__u8 reserved[36];
};

/**
 * struct ngmem_ctrl - the controller
 * @dev: its node
 * @name: of that
 * @nr: number of the controller
 * @nr_ns: namespaces, numbered from 1
 * @ns: these
 * @errors_lock: protects @errors and @nr_errors
 * @errors: the last errors; entry n % %NGMEM_ERRORS is the n-th
 * @nr_errors: how many there have been
 * @features: current values, by feature
 */
struct ngmem_ctrl {
	struct ucmd_device dev;
	char name[16];
	unsigned int nr;
	unsigned int nr_ns;
	struct ngmem_ns *ns;
	spinlock_t errors_lock;	/* see above */
	struct ngmem_error errors[NGMEM_ERRORS];
	u64 nr_errors;
	u32 features[16];
};

/**
 * struct ngmem_ns - a namespace
 * @dev: its node
 * @name: of that
 * @ctrl: its controller
 * @nsid: its number
 * @shift: a logical block has 1 << @shift bytes
 * @metadata: and these bytes besides: 0, 8 or 16
 * @pi: which are protection information of this type; 0: they are the program's
 * @extended: they follow the data of each block; otherwise they are apart
 * @blocks: how many there are
 * @store: what is in them: of each block the data, then the metadata; see pi.c
 * @stats: what was done to them
 * @delayed: commands that are done, and not answered yet
 * @delay_thread: answers them; %NULL if commands take no time
 */
struct ngmem_ns {
	struct ucmd_device dev;
	char name[16];
	struct ngmem_ctrl *ctrl;
	u32 nsid;
	unsigned int shift;
	unsigned int metadata;
	unsigned int pi;
	bool extended;
	u64 blocks;
	struct ngmem_store store;
	struct ngmem_stats stats;
	struct ucmd_queue delayed;
	struct task_struct *delay_thread;
};

/**
 * struct ngmem_delayed - private memory of a command that is answered later
 * @due: when
 * @result: second result word
 * @res: result
 */
struct ngmem_delayed {
	ktime_t due;
	u64 result;
	s32 res;
};

/**
 * struct ngmem_command - a command, whichever way it came
 * @cmd: through io_uring, or %NULL
 * @args: what the program sent
 * @vec: @args name a vector
 * @writable: the file is open for writing
 * @gfp: how to allocate
 * @metadata: the program's memory for metadata; empty if it named none
 * @iovecs: copy of the vector of a command that came by ioctl(2); for kfree()
 * @result: double words 0 and 1 of the completion
 */
struct ngmem_command {
	struct ucmd *cmd;
	const struct nvme_uring_cmd *args;
	bool vec;
	bool writable;
	gfp_t gfp;
	struct iov_iter metadata;
	struct iovec *iovecs;
	u64 result;
};

static inline u64 ngmem_slba(const struct nvme_uring_cmd *args)
{
	return args->cdw10 | (u64)args->cdw11 << 32;
}

/* Blocks of a command that says where they begin and, from 0, how many. */
static inline u32 ngmem_nr(const struct nvme_uring_cmd *args)
{
	return (args->cdw12 & 0xffff) + 1;
}

/* Does metadata go to or from the program? PRACT has it made and stripped here. */
static inline bool ngmem_moves_metadata(const struct ngmem_ns *ns,
					const struct nvme_uring_cmd *args)
{
	return ns->metadata && !(ns->pi && args->cdw12 & NGMEM_PRACT);
}

/* A checksum of 64 bits? */
static inline bool ngmem_is_wide(const struct ngmem_ns *ns)
{
	return ns->pi && ns->metadata == NGMEM_METADATA_MAX;
}

/* Where the block @nr begins in the store, or how long @nr blocks are there. */
static inline u64 ngmem_pos(const struct ngmem_ns *ns, u64 nr)
{
	return nr * ((1U << ns->shift) + ns->metadata);
}

/* Nodes and doors. */
#define NGMEM_NR_OPS	2
extern const struct ucmd_op ngmem_io_ops[NGMEM_NR_OPS];
extern const struct ucmd_op ngmem_delayed_ops[NGMEM_NR_OPS];
extern const struct ucmd_op ngmem_admin_ops[NGMEM_NR_OPS];
extern const struct file_operations ngmem_ns_fops;
extern const struct file_operations ngmem_ctrl_fops;

/*
 * What a command does.  @iter is the program's memory.
 * Return: 0; an NVMe status above 0; or -EFAULT, -ENOMEM or -EAGAIN, and nothing
 * has been done that cannot be done again.
 */
int ngmem_io(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter);
int ngmem_admin(struct ngmem_ctrl *ctrl, struct ngmem_command *c,
		struct iov_iter *iter);

/* io.c: for commands that are elsewhere */
int ngmem_check_range(const struct ngmem_ns *ns, u64 lba, u64 nr);
void ngmem_look(struct ngmem_ns *ns, struct ngmem_batch *batch, u64 lba, u32 nr);

/* ranges.c */
int ngmem_dsm(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter);
int ngmem_copy(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter);

/* What Commands Supported and Effects says of an opcode; 0: not supported. */
u32 ngmem_io_effects(u8 opcode);
u32 ngmem_admin_effects(u8 opcode);

void ngmem_features_init(struct ngmem_ctrl *ctrl);

/* log.c */
void ngmem_count(struct ngmem_ns *ns, bool write, u32 nr);
void ngmem_log_error(struct ngmem_ctrl *ctrl, const struct nvme_uring_cmd *args,
		     bool admin, int status);
int ngmem_get_log(struct ngmem_ctrl *ctrl, struct ngmem_command *c,
		  struct iov_iter *iter);

/* delay.c */
int ngmem_delay_init(const char *text);
int ngmem_delay_start(struct ngmem_ns *ns);
void ngmem_delay_stop(struct ngmem_ns *ns);
struct ucmd_result ngmem_delay(struct ucmd *cmd, struct ngmem_ns *ns, s32 res,
			       u64 result);
void ngmem_delay_here(const struct ngmem_ns *ns);

/* pi.c */
void ngmem_pi_init(void);
int ngmem_pi_args(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args);
void ngmem_pi_generate(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		       const struct ngmem_batch *batch, u32 nr);
void ngmem_pi_zeroes(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		     const struct ngmem_batch *batch, u32 from, u32 nr);
int ngmem_pi_check(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		   const struct ngmem_batch *batch, u32 nr);
void ngmem_get_metadata(const struct ngmem_ns *ns, const struct ngmem_batch *batch,
			u32 block, u8 *bytes);
void ngmem_set_metadata(const struct ngmem_ns *ns, const struct ngmem_batch *batch,
			u32 block, const u8 *bytes);

/* inject.c */
int ngmem_inject_init(const char *text);
int ngmem_inject(u8 opcode);

#endif /* _NGMEM_H */
