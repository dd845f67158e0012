// SPDX-License-Identifier: GPL-2.0-only
/* What goes wrong in ops that are answered at once? */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>

#include "raw.h"

/* R5, R3, N2: whatever the value, it is returned. */
static int raw_return(struct io_uring_cmd *ioucmd)
{
	atomic_inc(&raw_counters[CONTROL_CALLS]);
	return READ_ONCE(raw_args(ioucmd)->value);
}

/* R3: whatever the value, it is posted. */
static int raw_done(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	ucmd_compat_done(ioucmd, READ_ONCE(raw_args(ioucmd)->value), 0, false,
			 issue_flags);
	return -EIOCBQUEUED;
}

/* Q3: the arguments are read when they are needed, in the second call. */
static int raw_sleep(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	msleep(CONTROL_SLEEP_MS);
	return raw_answer(ioucmd, READ_ONCE(raw_args(ioucmd)->value),
			  issue_flags);
}

/* Q1: what was checked is fetched again to be used. */
static int raw_length(struct io_uring_cmd *ioucmd)
{
	const struct control_args *args = raw_args(ioucmd);

	if (READ_ONCE(args->length) > CONTROL_LENGTH_MAX)
		return -EINVAL;
	udelay(10);	/* the work between check and use */
	return READ_ONCE(args->length) > CONTROL_LENGTH_MAX ? -EOVERFLOW : 0;
}

/* Q5: takes every entry for one of 128 bytes. */
static int raw_large(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	const struct control_large *large = (const void *)raw_args(ioucmd);

	return raw_answer(ioucmd, READ_ONCE(large->more[1]), issue_flags);
}

/* R1: takes every completion for one of 32 bytes. */
static int raw_second(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	ucmd_compat_done(ioucmd, 0, READ_ONCE(raw_args(ioucmd)->value), true,
			 issue_flags);
	return -EIOCBQUEUED;
}

/* P1: takes the command's private bytes for zeroed ones. */
static int raw_tally(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	return raw_answer(ioucmd, ++raw_pdu(ioucmd)->tally, issue_flags);
}

/* K4: marked, in case it has to wait, and then answered by return. */
static int raw_ready(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	raw_pdu(ioucmd)->wait = NULL;
	ucmd_compat_mark(ioucmd, issue_flags);
	return 0;
}

/*
 * K3: others can find the command before it is marked.  The completion that
 * comes in between is made here, so that it does so every time.
 */
static int raw_quick(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	raw_pdu(ioucmd)->wait = NULL;
	ucmd_compat_done(ioucmd, 0, 0, false, issue_flags);
	ucmd_compat_mark(ioucmd, issue_flags);
	return -EIOCBQUEUED;
}

/* B1: imports without a look at IORING_URING_CMD_FIXED. */
static int raw_import(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	const struct control_args *args = raw_args(ioucmd);
	struct iov_iter iter;

	/* six arguments since 6.15 or 6.16; the flag came with 6.17 */
#ifdef IORING_URING_CMD_REISSUE
	return io_uring_cmd_import_fixed(args->address, args->length, ITER_DEST,
					 &iter, ioucmd, issue_flags);
#else
	return io_uring_cmd_import_fixed(args->address, args->length, ITER_DEST,
					 &iter, ioucmd);
#endif
}

/* R2: a number of bytes, of which the result has room for 31 bits. */
static int raw_bytes(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	return raw_answer(ioucmd, READ_ONCE(raw_args(ioucmd)->address),
			  issue_flags);
}

/* C4: nobody looks at how the file was opened. */
static int raw_write(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	return raw_answer(ioucmd, READ_ONCE(raw_args(ioucmd)->value),
			  issue_flags);
}

/* A1, A2: known by its last byte, as an ioctl that was never one. */
static int raw_native(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	const struct control_native *args = (const void *)raw_args(ioucmd);

	return raw_answer(ioucmd, READ_ONCE(args->value), issue_flags);
}

/* N1: sleeps inside the submission of a whole batch. */
static int raw_nap(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	s32 value = READ_ONCE(raw_args(ioucmd)->value);

	msleep(CONTROL_SLEEP_MS);
	return raw_answer(ioucmd, value, issue_flags);
}

/* N3: what was needed before -EAGAIN is not given back with it. */
static int raw_keep(unsigned int issue_flags)
{
	void *buffer = kmalloc(CONTROL_LENGTH_MAX, GFP_KERNEL);

	if (!buffer)
		return -ENOMEM;
	atomic_inc(&raw_counters[CONTROL_KEPT]);
	if (issue_flags & IO_URING_F_NONBLOCK)
		return -EAGAIN;
	kfree(buffer);
	atomic_dec(&raw_counters[CONTROL_KEPT]);
	return 0;
}

/* N4: checks the length in the first call, and fetches it again in the second. */
static int raw_fetch(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	u32 __user *from = u64_to_user_ptr(READ_ONCE(raw_args(ioucmd)->address));
	u32 length;

	if (!(issue_flags & IO_URING_F_NONBLOCK))
		msleep(CONTROL_SLEEP_MS);
	if (get_user(length, from))
		return -EFAULT;
	if (!(issue_flags & IO_URING_F_NONBLOCK))
		return length > CONTROL_LENGTH_MAX ? -EOVERFLOW : 0;
	return length > CONTROL_LENGTH_MAX ? -EINVAL : -EAGAIN;
}

#define RAW_PREPARED	0x70726570

/* N5: prepares in the call that may not sleep, as if there were always one. */
static int raw_prepare(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct raw_pdu *pdu = raw_pdu(ioucmd);
	int ret;

	if (issue_flags & IO_URING_F_NONBLOCK) {
		pdu->tally = RAW_PREPARED;
		return -EAGAIN;
	}
	ret = pdu->tally == RAW_PREPARED ? 0 : -EUCLEAN;
	pdu->tally = 0;
	return ret;
}

/* F6: the driver's lock inside that of the ring. */
static int raw_take_lock(void)
{
	mutex_lock(&raw_mutex);
	mutex_unlock(&raw_mutex);
	return 0;
}

static int raw_count(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	unsigned int which = READ_ONCE(raw_args(ioucmd)->value);

	if (which >= CONTROL_NR_COUNTERS)
		return -EINVAL;
	return raw_answer(ioucmd, atomic_read(&raw_counters[which]),
			  issue_flags);
}

int raw_once(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	switch (ioucmd->cmd_op) {
	case CONTROL_RETURN:
		return raw_return(ioucmd);
	case CONTROL_DONE:
		return raw_done(ioucmd, issue_flags);
	case CONTROL_SLEEP:
		return raw_sleep(ioucmd, issue_flags);
	case CONTROL_LENGTH:
		return raw_length(ioucmd);
	case CONTROL_READY:
		return raw_ready(ioucmd, issue_flags);
	case CONTROL_QUICK:
		return raw_quick(ioucmd, issue_flags);
	case CONTROL_IMPORT:
		return raw_import(ioucmd, issue_flags);
	case CONTROL_COUNT:
		return raw_count(ioucmd, issue_flags);
	case CONTROL_LARGE:
		return raw_large(ioucmd, issue_flags);
	case CONTROL_SECOND:
		return raw_second(ioucmd, issue_flags);
	case CONTROL_TALLY:
		return raw_tally(ioucmd, issue_flags);
	case CONTROL_BYTES:
		return raw_bytes(ioucmd, issue_flags);
	case CONTROL_WRITE:
		return raw_write(ioucmd, issue_flags);
	case CONTROL_NAP:
		return raw_nap(ioucmd, issue_flags);
	case CONTROL_KEEP:
		return raw_keep(issue_flags);
	case CONTROL_FETCH:
		return raw_fetch(ioucmd, issue_flags);
	case CONTROL_PREPARE:
		return raw_prepare(ioucmd, issue_flags);
	case CONTROL_LOCK:
		return raw_take_lock();
	}
	if (_IOC_NR(ioucmd->cmd_op) == _IOC_NR(CONTROL_NATIVE))
		return raw_native(ioucmd, issue_flags);
	return -ENOTTY;
}
