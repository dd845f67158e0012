// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does drivers/edu look like without ucmd?  The same card and the same
 * commands by hand, to be read beside it: the card is driven alike, and the rest is
 * what the framework does there.
 *
 * What it does without: EDU_RESET and sleep; deadlines and ioctl(2); a cancelled
 * command that the card has; 6.1, where a program that is killed waits for the
 * card.  And it has no gate: pulling a card under open files is fatal.
 */
#include <linux/bvec.h>
#include <linux/dma-mapping.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "../../drivers/edu/card.h"
#include "../../drivers/edu/edu.h"
#include "../../kernel/compat/compat.h"

struct raw_edu {
	struct miscdevice misc;
	struct pci_dev *pdev;
	void __iomem *regs;
	int id;
	char name[16];
	spinlock_t lock;		/* the card's registers, and: */
	struct list_head waiting;	/* of struct raw_work */
	struct raw_work *work;		/* which the card has, or NULL */
};

/* At most EDU_BUFFER bytes, so two pages. */
struct raw_buf {
	struct page *pages[2];
	struct scatterlist sg[2];
	unsigned int nr;
	unsigned int mapped;		/* segments; 0 while it is not mapped */
	enum dma_data_direction dir;
	bool pinned;			/* user memory; else a registered buffer's */
};

struct raw_work {
	struct list_head node;		/* in ->waiting, or empty */
	struct io_uring_cmd *ioucmd;
	struct raw_edu *edu;
	struct raw_buf in, out;
	struct scatterlist *sg;
	unsigned int left;
	enum { RAW_IN, RAW_COMPUTE, RAW_OUT, RAW_OVER } next;
	unsigned int steps;
	u32 value, at, done;
	s32 res;
};

struct raw_pdu {
	struct raw_work *work;
};

static DEFINE_IDA(raw_ids);

/* ---- memory ---- */

static void raw_buf_add(struct raw_buf *buf, struct page *page, size_t offset,
			size_t len)
{
	sg_set_page(&buf->sg[buf->nr], page, len, offset);
	buf->pages[buf->nr++] = page;
}

static int raw_pin_user(struct raw_buf *buf, u64 addr, u32 len)
{
	unsigned int flags = buf->dir == DMA_FROM_DEVICE ? FOLL_WRITE : 0;
	int i, n = DIV_ROUND_UP(offset_in_page(addr) + len, PAGE_SIZE);
	u32 offset = offset_in_page(addr);
	struct page *pages[2];

	if (!access_ok(u64_to_user_ptr(addr), len))
		return -EFAULT;
	buf->pinned = true;
	while (buf->nr < n) {
		int got = pin_user_pages_fast(addr, n - buf->nr, flags, pages);

		if (got <= 0)
			return got ?: -EFAULT;
		for (i = 0; i < got; i++) {
			u32 part = min_t(u32, len, PAGE_SIZE - offset);

			raw_buf_add(buf, pages[i], offset, part);
			addr += part;
			len -= part;
			offset = 0;
		}
	}
	return 0;
}

/*
 * The ring keeps a registered buffer until the command's completion is posted,
 * and here that is not before the card is done with it.
 */
static int raw_pin_fixed(struct raw_buf *buf, struct io_uring_cmd *ioucmd,
			 u64 addr, u32 len, unsigned int issue_flags)
{
	int rw = buf->dir == DMA_FROM_DEVICE ? READ : WRITE;
	const struct bio_vec *vec;
	struct iov_iter iter;
	size_t skip, part;
	int err;

	err = ucmd_compat_import_fixed(ioucmd, addr, len, rw, &iter, issue_flags);
	if (err)
		return err;
	skip = iter.iov_offset;
	for (vec = iter.bvec; len; vec++, skip = 0) {
		if (buf->nr == ARRAY_SIZE(buf->pages))
			return -EINVAL;
		part = min_t(size_t, len, vec->bv_len - skip);
		raw_buf_add(buf, vec->bv_page, vec->bv_offset + skip, part);
		len -= part;
	}
	return 0;
}

static int raw_pin(struct raw_buf *buf, struct io_uring_cmd *ioucmd, u64 addr,
		   u32 len, enum dma_data_direction dir, unsigned int issue_flags)
{
	int err;

	buf->dir = dir;
	sg_init_table(buf->sg, ARRAY_SIZE(buf->sg));
	if (ucmd_compat_fixed(ioucmd))
		err = raw_pin_fixed(buf, ioucmd, addr, len, issue_flags);
	else
		err = raw_pin_user(buf, addr, len);
	if (!err)
		sg_mark_end(&buf->sg[buf->nr - 1]);
	return err;
}

static int raw_map(struct raw_work *work, struct raw_buf *buf)
{
	buf->mapped = dma_map_sg(&work->edu->pdev->dev, buf->sg, buf->nr, buf->dir);
	work->sg = buf->sg;
	work->left = buf->mapped;
	work->done = 0;
	return buf->mapped ? 0 : -EIO;
}

static void raw_unmap(struct raw_work *work, struct raw_buf *buf)
{
	if (buf->mapped)
		dma_unmap_sg(&work->edu->pdev->dev, buf->sg, buf->nr, buf->dir);
	buf->mapped = 0;
}

static void raw_unpin(struct raw_buf *buf)
{
	if (buf->pinned)
		unpin_user_pages_dirty_lock(buf->pages, buf->nr,
					    buf->dir == DMA_FROM_DEVICE);
}

static void raw_free(struct raw_work *work)
{
	raw_unpin(&work->in);
	raw_unpin(&work->out);
	kfree(work);
}

/* ---- the engine ---- */

static bool raw_gone(struct raw_edu *edu)
{
	return (u8)ioread32(edu->regs + CARD_ID) != CARD_KIND;
}

static bool raw_busy(struct raw_edu *edu)
{
	return !raw_gone(edu) &&
	       (ioread32(edu->regs + CARD_STATUS) & CARD_COMPUTING ||
		ioread32(edu->regs + CARD_DMA) & CARD_DMA_RUN);
}

static void raw_move_segment(struct raw_edu *edu, struct raw_work *work)
{
	u32 source = sg_dma_address(work->sg), len = sg_dma_len(work->sg);
	u32 target = CARD_DMA_BUFFER + work->at + work->done;
	u32 command = CARD_DMA_RUN | CARD_DMA_INTERRUPTS;

	if (work->next > RAW_OUT) {
		swap(source, target);
		command |= CARD_DMA_TO_MEMORY;
	}
	iowrite32(source, edu->regs + CARD_DMA_SOURCE);
	iowrite32(target, edu->regs + CARD_DMA_TARGET);
	iowrite32(len, edu->regs + CARD_DMA_BYTES);
	iowrite32(command, edu->regs + CARD_DMA);
	work->done += len;
	work->left--;
	work->sg = sg_next(work->sg);
}

static s32 raw_step(struct raw_edu *edu, struct raw_work *work)
{
	struct raw_buf *buf = NULL;
	int err;

	if (raw_gone(edu))
		return -ENODEV;
	while (!work->left) {
		switch (work->next++) {
		case RAW_IN:
			buf = &work->in;
			break;
		case RAW_COMPUTE:
			if (!(work->steps & BIT(RAW_COMPUTE)))
				continue;
			iowrite32(work->value, edu->regs + CARD_FACTORIAL);
			return -EINPROGRESS;
		case RAW_OUT:
			if (work->steps & BIT(RAW_COMPUTE))
				work->res = ioread32(edu->regs + CARD_FACTORIAL);
			buf = &work->out;
			break;
		default:
			return raw_gone(edu) ? -ENODEV : work->res;
		}
		if (!buf->nr)
			continue;
		err = raw_map(work, buf);
		if (err)
			return err;
	}
	raw_move_segment(edu, work);
	return -EINPROGRESS;
}

static void raw_in_task(struct io_uring_cmd *ioucmd, unsigned int issue_flags,
			bool gone)
{
	struct raw_work *work = ucmd_compat_pdu(ioucmd, struct raw_pdu)->work;
	s32 res = work->res;

	raw_free(work);
	ucmd_compat_done(ioucmd, res, 0, false, issue_flags);
}

UCMD_COMPAT_TASK_WORK(raw_in_task_cb, raw_in_task)

/* Unpinning may sleep, and the completion wants its task: both are for later. */
static void raw_complete(struct raw_work *work, s32 res)
{
	work->res = res;
	raw_unmap(work, &work->in);
	raw_unmap(work, &work->out);
	ucmd_compat_run_in_task(work->ioucmd, raw_in_task_cb);
}

static void raw_go_on(struct raw_edu *edu)
{
	unsigned long flags;
	s32 res;

	spin_lock_irqsave(&edu->lock, flags);
	while (!raw_busy(edu)) {
		if (!edu->work) {
			edu->work = list_first_entry_or_null(&edu->waiting,
							     struct raw_work, node);
			if (!edu->work)
				break;
			list_del_init(&edu->work->node);
		}
		res = raw_step(edu, edu->work);
		if (res == -EINPROGRESS)
			break;
		raw_complete(edu->work, res);
		edu->work = NULL;
	}
	spin_unlock_irqrestore(&edu->lock, flags);
}

static irqreturn_t raw_interrupt(int irq, void *data)
{
	struct raw_edu *edu = data;
	u32 raised = ioread32(edu->regs + CARD_RAISED);

	if (!raised || raised == CARD_ALL)
		return IRQ_NONE;
	iowrite32(raised, edu->regs + CARD_ACKNOWLEDGE);
	raw_go_on(edu);
	return IRQ_HANDLED;
}

/* ---- commands ---- */

/*
 * The submitter goes.  What waits ends here, under the ring's lock; what the card
 * has ends when the card is done: the submitter waits for it.
 */
static int raw_cancel(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	struct raw_work *work = ucmd_compat_pdu(ioucmd, struct raw_pdu)->work;
	struct raw_edu *edu = work->edu;
	unsigned long flags;
	bool waited;

	spin_lock_irqsave(&edu->lock, flags);
	waited = !list_empty(&work->node);
	list_del_init(&work->node);
	spin_unlock_irqrestore(&edu->lock, flags);
	if (waited) {
		raw_free(work);
		ucmd_compat_done(ioucmd, -ECANCELED, 0, false, issue_flags);
	}
	return 0;
}

static s32 raw_identify(struct raw_edu *edu)
{
	u32 id = ioread32(edu->regs + CARD_ID);

	return raw_gone(edu) ? -ENODEV : (s32)id;
}

static s32 raw_alive(struct raw_edu *edu, const struct edu_number *args)
{
	unsigned long flags;
	u32 answer;

	if (args->reserved)
		return -EINVAL;
	spin_lock_irqsave(&edu->lock, flags);
	iowrite32(args->value, edu->regs + CARD_LIVENESS);
	answer = ioread32(edu->regs + CARD_LIVENESS);
	spin_unlock_irqrestore(&edu->lock, flags);
	if (raw_gone(edu))
		return -ENODEV;
	return answer == ~args->value ? 0 : -EIO;
}

static int raw_submit(struct raw_edu *edu, struct io_uring_cmd *ioucmd,
		      unsigned int steps, const struct edu_job *job,
		      unsigned int issue_flags)
{
	struct raw_work *work;
	int err = 0;

	if (steps != BIT(RAW_COMPUTE) && (!job->len || job->len > EDU_BUFFER ||
					  job->at > EDU_BUFFER - job->len))
		return -EINVAL;
	if (job->value > EDU_VALUE_MAX)
		return -ERANGE;
	/* pinning may sleep: have io_uring call again from a worker */
	if (steps != BIT(RAW_COMPUTE) && !ucmd_compat_fixed(ioucmd) &&
	    ucmd_compat_nonblock(issue_flags))
		return -EAGAIN;
	work = kzalloc(sizeof(*work), ucmd_compat_nonblock(issue_flags) ?
				      GFP_NOWAIT : GFP_KERNEL);
	if (!work)
		return -ENOMEM;
	if (steps & BIT(RAW_IN))
		err = raw_pin(&work->in, ioucmd, job->src, job->len,
			      DMA_TO_DEVICE, issue_flags);
	if (!err && steps & BIT(RAW_OUT))
		err = raw_pin(&work->out, ioucmd, job->dst, job->len,
			      DMA_FROM_DEVICE, issue_flags);
	if (err) {
		raw_free(work);
		return err;
	}
	INIT_LIST_HEAD(&work->node);
	work->ioucmd = ioucmd;
	work->edu = edu;
	work->steps = steps;
	work->value = job->value;
	work->at = job->at;
	work->res = job->len;
	/* before the mark, for raw_cancel(); the mark before it can complete */
	ucmd_compat_pdu(ioucmd, struct raw_pdu)->work = work;
	ucmd_compat_mark(ioucmd, issue_flags);
	spin_lock_irq(&edu->lock);
	list_add_tail(&work->node, &edu->waiting);
	spin_unlock_irq(&edu->lock);
	raw_go_on(edu);
	return -EIOCBQUEUED;
}

union raw_args {
	struct edu_number number;
	struct edu_move move;
	struct edu_job job;
	u64 words[UCMD_PAYLOAD_SQE128 / 8];
};

/* A program may write to the entry meanwhile: each word is read once. */
static bool raw_args(union raw_args *args, size_t size, struct io_uring_cmd *ioucmd,
		     unsigned int issue_flags)
{
	const struct io_uring_sqe *sqe = ucmd_compat_sqe(ioucmd, issue_flags);
	const u64 *payload = ucmd_compat_payload(ioucmd, sqe);
	size_t i;

	memset(args, 0, sizeof(*args));
	if (size > ucmd_compat_payload_size(issue_flags))
		return false;
	for (i = 0; i < max_t(size_t, size, UCMD_PAYLOAD_SQE64) / 8; i++)
		args->words[i] = READ_ONCE(payload[i]);
	/* what no op uses must be zero */
	for (i = size / 8; i < UCMD_PAYLOAD_SQE64 / 8; i++)
		if (args->words[i])
			return false;
	/* 6.1 shows a command that was issued before only its payload */
	return !sqe || !(READ_ONCE(sqe->addr) | READ_ONCE(sqe->len) |
			 READ_ONCE(sqe->ioprio) | READ_ONCE(sqe->file_index));
}

static int raw_command(struct raw_edu *edu, struct io_uring_cmd *ioucmd,
		       unsigned int issue_flags)
{
	struct edu_job job = {};
	union raw_args args;
	unsigned int steps;
	size_t size = 0;

	switch (ioucmd->cmd_op) {
	case EDU_IDENTIFY:
	case EDU_ALIVE:
	case EDU_FACTORIAL:
	case EDU_WRITE:
	case EDU_READ:
	case EDU_JOB:
		size = _IOC_SIZE(ioucmd->cmd_op);
		break;
	default:
		return -ENOTTY;
	}
	if (!raw_args(&args, size, ioucmd, issue_flags))
		return -EINVAL;

	switch (ioucmd->cmd_op) {
	case EDU_IDENTIFY:
		return raw_identify(edu);
	case EDU_ALIVE:
		return raw_alive(edu, &args.number);
	case EDU_FACTORIAL:
		if (args.number.reserved)
			return -EINVAL;
		job.value = args.number.value;
		steps = BIT(RAW_COMPUTE);
		break;
	case EDU_WRITE:
		job.src = args.move.addr;
		job.len = args.move.len;
		job.at = args.move.at;
		steps = BIT(RAW_IN);
		break;
	case EDU_READ:
		job.dst = args.move.addr;
		job.len = args.move.len;
		job.at = args.move.at;
		steps = BIT(RAW_OUT);
		break;
	default:
		if (args.job.reserved)
			return -EINVAL;
		job = args.job;
		steps = BIT(RAW_IN) | BIT(RAW_COMPUTE) | BIT(RAW_OUT);
	}
	return raw_submit(edu, ioucmd, steps, &job, issue_flags);
}

static int raw_uring_cmd(struct io_uring_cmd *ioucmd, unsigned int issue_flags)
{
	/* misc_open() has left the device there */
	struct miscdevice *misc = ioucmd->file->private_data;
	struct raw_edu *edu = container_of(misc, struct raw_edu, misc);
	int res;

	if (ucmd_compat_is_cancel(issue_flags))
		return raw_cancel(ioucmd, issue_flags);
	res = raw_command(edu, ioucmd, issue_flags);
	/* what it asks of io_uring; then what not every kernel takes from here */
	if (res == -EIOCBQUEUED || res == -EAGAIN ||
	    ucmd_compat_may_return(res, issue_flags))
		return res;
	ucmd_compat_done(ioucmd, res, 0, false, issue_flags);
	return -EIOCBQUEUED;
}

static const struct file_operations raw_fops = {
	.owner		= THIS_MODULE,
	.uring_cmd	= raw_uring_cmd,
};

/* ---- the card ---- */

static int raw_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct raw_edu *edu;
	int err;

	edu = devm_kzalloc(&pdev->dev, sizeof(*edu), GFP_KERNEL);
	if (!edu)
		return -ENOMEM;
	err = pcim_enable_device(pdev);
	if (!err)
		err = dma_set_mask_and_coherent(&pdev->dev,
						DMA_BIT_MASK(CARD_DMA_BITS));
	if (err)
		return err;
	edu->regs = devm_ioremap_resource(&pdev->dev, &pdev->resource[0]);
	if (IS_ERR(edu->regs))
		return PTR_ERR(edu->regs);
	edu->id = ida_alloc(&raw_ids, GFP_KERNEL);
	if (edu->id < 0)
		return edu->id;
	snprintf(edu->name, sizeof(edu->name), "edu%d", edu->id);
	edu->pdev = pdev;
	spin_lock_init(&edu->lock);
	INIT_LIST_HEAD(&edu->waiting);
	edu->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR, .name = edu->name, .mode = 0666,
		.fops = &raw_fops, .parent = &pdev->dev,
	};
	dev_set_drvdata(&pdev->dev, edu);

	err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
	if (err < 0)
		goto free_id;
	err = pci_request_irq(pdev, 0, raw_interrupt, NULL, edu, "%s", edu->name);
	if (err)
		goto free_vectors;
	pci_set_master(pdev);
	iowrite32(CARD_INTERRUPTS, edu->regs + CARD_STATUS);
	err = misc_register(&edu->misc);
	if (!err)
		return 0;
	pci_free_irq(pdev, 0, edu);
free_vectors:
	pci_free_irq_vectors(pdev);
free_id:
	ida_free(&raw_ids, edu->id);
	return err;
}

/* On unloading: no file is open then, and no command under way. */
static void raw_remove(struct pci_dev *pdev)
{
	struct raw_edu *edu = dev_get_drvdata(&pdev->dev);

	misc_deregister(&edu->misc);
	pci_free_irq(pdev, 0, edu);
	pci_free_irq_vectors(pdev);
	ida_free(&raw_ids, edu->id);
}

static const struct pci_device_id raw_cards[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};

static struct pci_driver raw_driver = {
	.name		= "raw_edu",
	.id_table	= raw_cards,
	.probe		= raw_probe,
	.remove		= raw_remove,
};
module_pci_driver(raw_driver);

MODULE_DESCRIPTION("edu without ucmd, to compare with");
MODULE_LICENSE("GPL");
