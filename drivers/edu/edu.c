// SPDX-License-Identifier: GPL-2.0-only
/*
 * edu: a PCI card that computes and does DMA, QEMU's "-device edu".
 *
 * The driver to copy for hardware: one engine, many programs, interrupts, DMA,
 * reset, sleep, and a card that is pulled.  See doc/tutorial-hardware.md.
 */
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>
#include <ucmd/ucmd.h>

#include "card.h"
#include "edu.h"

/* No step takes as long, or the card hangs; no EDU_DEPTH jobs of five steps do. */
#define EDU_STEP_MS	1000
#define EDU_DEADLINE_MS	60000

static unsigned int lose;
module_param(lose, uint, 0644);
MODULE_PARM_DESC(lose, "Lose every Nth interrupt, to see what comes of it (0: none)");

struct edu {
	struct ucmd_device dev;
	struct ucmd_queue queue;
	struct pci_dev *pdev;
	void __iomem *regs;
	unsigned int interrupts;
	struct mutex ending;	/* one at a time takes its command from the card */
	spinlock_t lock;	/* the card's registers, and: */
	u64 cookie;		/* of the command the card has, or 0 */
};

enum edu_step { EDU_IN, EDU_COMPUTE, EDU_OUT };

/* The private memory of a command for the card. */
struct edu_work {
	struct edu *edu;
	unsigned long steps, todo;	/* of enum edu_step, as bits */
	enum edu_step now;
	struct ucmd_buf *buf[EDU_OUT + 1];	/* that a step moves */
	struct scatterlist *sg;		/* segments of it, if any are left */
	unsigned int left;
	u32 value, at, done;
	s32 res;
};

/* ---- the engine ---- */

static bool edu_gone(struct edu *edu)
{
	return (u8)ioread32(edu->regs + CARD_ID) != CARD_KIND;
}

static bool edu_busy(struct edu *edu)
{
	return !edu_gone(edu) && (ioread32(edu->regs + CARD_STATUS) & CARD_COMPUTING ||
				  ioread32(edu->regs + CARD_DMA) & CARD_DMA_RUN);
}

static void edu_move_segment(struct edu *edu, struct edu_work *work)
{
	u32 memory = sg_dma_address(work->sg), len = sg_dma_len(work->sg);
	u32 card = CARD_DMA_BUFFER + work->at + work->done;
	bool out = work->now == EDU_OUT;

	iowrite32(out ? card : memory, edu->regs + CARD_DMA_SOURCE);
	iowrite32(out ? memory : card, edu->regs + CARD_DMA_TARGET);
	iowrite32(len, edu->regs + CARD_DMA_BYTES);
	iowrite32(CARD_DMA_RUN | CARD_DMA_INTERRUPTS | (out ? CARD_DMA_TO_MEMORY : 0),
		  edu->regs + CARD_DMA);
	work->done += len;
	work->left--;
	work->sg = sg_next(work->sg);
}

/* Give the card its next step: -EINPROGRESS; without one, the result. */
static s32 edu_step(struct edu *edu, struct edu_work *work)
{
	struct sg_table *table;

	if (work->now == EDU_COMPUTE)
		work->res = ioread32(edu->regs + CARD_FACTORIAL);
	if (edu_gone(edu))
		return -ENODEV;
	if (!work->left) {
		if (!work->todo)
			return work->res;
		work->now = __ffs(work->todo);
		work->todo &= ~BIT(work->now);
		if (work->now == EDU_COMPUTE) {
			iowrite32(work->value, edu->regs + CARD_FACTORIAL);
			return -EINPROGRESS;
		}
		table = ucmd_buf_map(work->buf[work->now], &edu->pdev->dev);
		if (IS_ERR(table))
			return PTR_ERR(table);
		work->sg = table->sgl;
		work->left = table->nents;
		work->done = 0;
	}
	edu_move_segment(edu, work);
	return -EINPROGRESS;
}

/*
 * Let the card do what its command, or now @pend, still wants.  What it has done its
 * registers say, not an interrupt: one too many, or too late, finds it busy or without
 * a command.
 */
static void edu_go_on(struct edu *edu, struct ucmd_pending *pend)
{
	s32 res = -EINPROGRESS;
	unsigned long flags;

	spin_lock_irqsave(&edu->lock, flags);
	if (pend)
		edu->cookie = ucmd_pending_cookie(pend);
	else
		pend = ucmd_pending_find(&edu->dev, edu->cookie);
	if (pend && !edu_busy(edu))
		res = edu_step(edu, ucmd_pending_priv(pend));
	if (res != -EINPROGRESS)
		edu->cookie = 0;
	spin_unlock_irqrestore(&edu->lock, flags);
	/* now edu_start() is called, if another command waits */
	if (res != -EINPROGRESS)
		ucmd_pending_complete(pend, res);
}

/* ucmd has a command for the card, which has none. */
static void edu_start(struct ucmd_queue *queue, struct ucmd_pending *pend)
{
	struct edu_work *work = ucmd_pending_priv(pend);

	work->todo = work->steps;
	work->now = EDU_IN;
	work->left = 0;
	edu_go_on(work->edu, pend);
}

static irqreturn_t edu_interrupt(int irq, void *data)
{
	struct edu *edu = data;
	u32 raised = ioread32(edu->regs + CARD_RAISED);
	unsigned int nth = READ_ONCE(lose);

	/* another device's, on the same line */
	if (!raised || raised == CARD_ALL)
		return IRQ_NONE;
	iowrite32(raised, edu->regs + CARD_ACKNOWLEDGE);
	if (!nth || ++edu->interrupts % nth)
		edu_go_on(edu, NULL);
	return IRQ_HANDLED;
}

/*
 * Bring the card to rest, and make it ready.  What it is doing must not reach memory
 * any more: so it loses the bus, until it is at rest.
 */
static int edu_rest(struct edu *edu)
{
	bool busy;

	pci_clear_master(edu->pdev);
	if (read_poll_timeout(edu_busy, busy, !busy, 1000, EDU_STEP_MS * 1000, false, edu)) {
		dev_err(&edu->pdev->dev, "the card hangs: remove it, power it off and on\n");
		return -EIO;
	}
	iowrite32(CARD_ALL, edu->regs + CARD_ACKNOWLEDGE);
	iowrite32(CARD_INTERRUPTS, edu->regs + CARD_STATUS);
	pci_set_master(edu->pdev);
	return 0;
}

/*
 * Take its command from the card, if that is @cookie's or @cookie is 0: it ends with
 * @res, or if that is 0 waits to be started again.  Last: then its memory is not the
 * card's any more, and the card gets the next.
 */
static int edu_end(struct edu *edu, u64 cookie, int res)
{
	struct ucmd_pending *pend = NULL;
	int err = 0;

	mutex_lock(&edu->ending);
	spin_lock_irq(&edu->lock);
	if (!cookie || cookie == edu->cookie) {
		pend = ucmd_pending_find(&edu->dev, edu->cookie);
		edu->cookie = 0;
	}
	spin_unlock_irq(&edu->lock);
	if (pend)
		err = edu_rest(edu);
	if (pend && res)
		ucmd_pending_complete(pend, res);
	else if (pend)
		ucmd_pending_return(pend, &edu->queue);
	mutex_unlock(&edu->ending);
	return err;
}

/* ---- ops ---- */

/* The card cannot be asked to stop, but taken from its command. */
static void edu_cancel(struct ucmd_pending *pend)
{
	struct edu_work *work = ucmd_pending_priv(pend);

	edu_end(work->edu, ucmd_pending_cookie(pend), -ECANCELED);
}

static struct edu *edu_of(struct ucmd *cmd)
{
	return container_of(ucmd_device(cmd), struct edu, dev);
}

static struct ucmd_result edu_identify(struct ucmd *cmd)
{
	u32 id = ioread32(edu_of(cmd)->regs + CARD_ID);

	return ucmd_complete(cmd, (u8)id == CARD_KIND ? (s32)id : -ENODEV);
}

static struct ucmd_result edu_alive(struct ucmd *cmd)
{
	const struct edu_number *args = ucmd_args(cmd, struct edu_number);
	struct edu *edu = edu_of(cmd);
	u32 answer;

	if (args->reserved)
		return ucmd_complete(cmd, -EINVAL);
	spin_lock_irq(&edu->lock);
	iowrite32(args->value, edu->regs + CARD_LIVENESS);
	answer = ioread32(edu->regs + CARD_LIVENESS);
	spin_unlock_irq(&edu->lock);
	if (edu_gone(edu))
		return ucmd_complete(cmd, -ENODEV);
	return ucmd_complete(cmd, answer == ~args->value ? 0 : -EIO);
}

static struct ucmd_result edu_submit(struct ucmd *cmd, unsigned int steps,
				     const struct edu_job *job)
{
	struct edu_work *work = ucmd_priv(cmd);

	/* a card that is gone does not interrupt: who comes next notices */
	if (edu_gone(edu_of(cmd)))
		edu_go_on(edu_of(cmd), NULL);
	if (steps != BIT(EDU_COMPUTE) && (!job->len || job->len > EDU_BUFFER ||
					  job->at > EDU_BUFFER - job->len))
		return ucmd_complete(cmd, -EINVAL);
	if (job->value > EDU_VALUE_MAX)
		return ucmd_complete(cmd, -ERANGE);
	if (steps & BIT(EDU_IN))
		work->buf[EDU_IN] = ucmd_pin(cmd, UCMD_FROM_USER, job->src, job->len);
	if (IS_ERR(work->buf[EDU_IN]))
		return ucmd_retry(cmd, PTR_ERR(work->buf[EDU_IN]));
	if (steps & BIT(EDU_OUT))
		work->buf[EDU_OUT] = ucmd_pin(cmd, UCMD_TO_USER, job->dst, job->len);
	if (IS_ERR(work->buf[EDU_OUT]))
		return ucmd_retry(cmd, PTR_ERR(work->buf[EDU_OUT]));
	work->edu = edu_of(cmd);
	work->steps = steps;
	work->value = job->value;
	work->at = job->at;
	work->res = job->len;
	return ucmd_queue(cmd, &work->edu->queue);
}

static struct ucmd_result edu_factorial(struct ucmd *cmd)
{
	const struct edu_number *args = ucmd_args(cmd, struct edu_number);

	if (args->reserved)
		return ucmd_complete(cmd, -EINVAL);
	return edu_submit(cmd, BIT(EDU_COMPUTE), &(struct edu_job){ .value = args->value });
}

static struct ucmd_result edu_write(struct ucmd *cmd)
{
	const struct edu_move *args = ucmd_args(cmd, struct edu_move);

	return edu_submit(cmd, BIT(EDU_IN), &(struct edu_job){
		.src = args->addr, .len = args->len, .at = args->at });
}

static struct ucmd_result edu_read(struct ucmd *cmd)
{
	const struct edu_move *args = ucmd_args(cmd, struct edu_move);

	return edu_submit(cmd, BIT(EDU_OUT), &(struct edu_job){
		.dst = args->addr, .len = args->len, .at = args->at });
}

static struct ucmd_result edu_job(struct ucmd *cmd)
{
	const struct edu_job *args = ucmd_args(cmd, struct edu_job);

	if (args->reserved)
		return ucmd_complete(cmd, -EINVAL);
	return edu_submit(cmd, BIT(EDU_IN) | BIT(EDU_COMPUTE) | BIT(EDU_OUT), args);
}

static struct ucmd_result edu_reset(struct ucmd *cmd)
{
	return ucmd_complete(cmd, edu_end(edu_of(cmd), 0, -ECONNRESET));
}

/* What the ops of the engine have in common. */
#define EDU_ENGINE(args)							\
	.args_size = sizeof(struct args), .priv_size = sizeof(struct edu_work),	\
	.cancel = edu_cancel, .deadline_ms = EDU_DEADLINE_MS

static const struct ucmd_op edu_ops[] = {
	{ .op = EDU_IDENTIFY, .name = "identify", .handler = edu_identify },
	{ .op = EDU_ALIVE, .name = "alive", .handler = edu_alive,
	  .args_size = sizeof(struct edu_number) },
	{ .op = EDU_FACTORIAL, .name = "factorial", .handler = edu_factorial,
	  EDU_ENGINE(edu_number) },
	{ .op = EDU_WRITE, .name = "write", .handler = edu_write,
	  .flags = UCMD_OP_BUFFERS, EDU_ENGINE(edu_move) },
	{ .op = EDU_READ, .name = "read", .handler = edu_read,
	  .flags = UCMD_OP_BUFFERS, EDU_ENGINE(edu_move) },
	{ .op = EDU_JOB, .name = "job", .handler = edu_job,
	  .flags = UCMD_OP_BUFFERS, EDU_ENGINE(edu_job) },
	{ .op = EDU_RESET, .name = "reset", .handler = edu_reset,
	  .flags = UCMD_OP_MAY_SLEEP },
};

/* ---- the card comes, sleeps, is reset, and goes ---- */

static void edu_quiesce(struct ucmd_device *dev)
{
	edu_end(container_of(dev, struct edu, dev), 0, -ENODEV);
}

static void edu_remove(struct pci_dev *pdev)
{
	struct edu *edu = dev_get_drvdata(&pdev->dev);

	pm_runtime_get_noresume(&pdev->dev);
	/* what is managed goes later: no command is left that an interrupt could be about */
	ucmd_device_unregister(&edu->dev);
}

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct edu *edu = devm_kzalloc(&pdev->dev, sizeof(*edu), GFP_KERNEL);
	int err;

	if (!edu)
		return -ENOMEM;
	err = pcim_enable_device(pdev) ?:
	      dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(CARD_DMA_BITS));
	if (err)
		return err;
	edu->regs = devm_ioremap_resource(&pdev->dev, &pdev->resource[0]);
	if (IS_ERR(edu->regs))
		return PTR_ERR(edu->regs);
	edu->pdev = pdev;
	mutex_init(&edu->ending);
	spin_lock_init(&edu->lock);
	ucmd_queue_init(&edu->queue);
	ucmd_queue_serve(&edu->queue, 1, edu_start);
	dev_set_drvdata(&pdev->dev, edu);

	err = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
	if (err < 0)
		return err;
	/* the card may be busy yet with what it did for its last driver */
	err = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), edu_interrupt,
			       IRQF_SHARED, "edu", edu) ?: edu_rest(edu);
	if (err)
		return err;

	edu->dev = (struct ucmd_device){
		.name = "edu%d", .mode = 0666, .parent = &pdev->dev,
		.ops = edu_ops, .nr_ops = ARRAY_SIZE(edu_ops),
		.depth = EDU_DEPTH, .quiesce = edu_quiesce,
	};
	err = ucmd_device_register(&edu->dev);
	if (!err)
		pm_runtime_put_noidle(&pdev->dev);
	return err;
}

/* Its command waits to be started again: sleeping is nobody's failure. */
static int edu_sleep(struct device *device)
{
	struct edu *edu = dev_get_drvdata(device);

	ucmd_device_pause(&edu->dev);
	edu_end(edu, 0, 0);
	return 0;
}

static int edu_wake(struct device *device)
{
	struct edu *edu = dev_get_drvdata(device);

	edu_rest(edu);
	ucmd_device_resume(&edu->dev);
	return 0;
}

static void edu_reset_prepare(struct pci_dev *pdev)
{
	struct edu *edu = dev_get_drvdata(&pdev->dev);

	ucmd_device_pause(&edu->dev);
	edu_end(edu, 0, -ECONNRESET);
}

static void edu_reset_done(struct pci_dev *pdev)
{
	edu_wake(&pdev->dev);
}

static const struct pci_error_handlers edu_errors = {
	.reset_prepare	= edu_reset_prepare,
	.reset_done	= edu_reset_done,
};

static DEFINE_RUNTIME_DEV_PM_OPS(edu_pm, edu_sleep, edu_wake, NULL);

static const struct pci_device_id edu_cards[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};
MODULE_DEVICE_TABLE(pci, edu_cards);

static struct pci_driver edu_driver = {
	.name		= "edu",
	.id_table	= edu_cards,
	.probe		= edu_probe,
	.remove		= edu_remove,
	.driver.pm	= pm_ptr(&edu_pm),
	.err_handler	= &edu_errors,
};
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("ucmd driver of QEMU's edu card");
MODULE_LICENSE("GPL");
