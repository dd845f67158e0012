// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does an I/O command do?
 */
#include <linux/gfp.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "ngmem.h"

int ngmem_check_range(const struct ngmem_ns *ns, u64 lba, u64 nr)
{
	if (nr > ns->blocks || lba > ns->blocks - nr)
		return NGMEM_FAIL(NVME_SC_LBA_RANGE);
	return 0;
}

void ngmem_look(struct ngmem_ns *ns, struct ngmem_batch *batch, u64 lba, u32 nr)
{
	ngmem_batch_look(batch, &ns->store, ngmem_pos(ns, lba), ngmem_pos(ns, nr));
}

/* Where a command's metadata is: behind the data of each block, or apart. */
static struct iov_iter *ngmem_metadata(const struct ngmem_ns *ns,
				       struct ngmem_command *c, struct iov_iter *iter)
{
	return ns->extended ? iter : &c->metadata;
}

/*
 * A command that transfers its blocks.  More memory than they need is left alone;
 * with less the kernel's driver would have the device miss the end of it.
 */
static int ngmem_check_transfer(const struct ngmem_ns *ns,
				const struct ngmem_command *c,
				const struct iov_iter *iter)
{
	const struct nvme_uring_cmd *args = c->args;
	size_t len = (size_t)ngmem_nr(args) << ns->shift, metadata_len = 0;

	if (ngmem_moves_metadata(ns, args))
		metadata_len = (size_t)ngmem_nr(args) * ns->metadata;
	if (ns->extended)
		len += metadata_len;
	if (len > NGMEM_TRANSFER_MAX)
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (len > iov_iter_count(iter))
		return NGMEM_FAIL(NVME_SC_SGL_INVALID_DATA);
	if (!ns->extended && metadata_len > iov_iter_count(&c->metadata))
		return NGMEM_FAIL(NVME_SC_SGL_INVALID_METADATA);
	return ngmem_check_range(ns, ngmem_slba(args), ngmem_nr(args)) ?:
	       ngmem_pi_args(ns, args);
}

/* A command's blocks, from the pages to the program. */
static int ngmem_to_program(const struct ngmem_ns *ns, struct ngmem_command *c,
			    const struct ngmem_batch *batch, struct iov_iter *iter)
{
	bool metadata = ngmem_moves_metadata(ns, c->args);
	u32 i, nr = ngmem_nr(c->args);
	u8 bytes[NGMEM_METADATA_MAX];
	int err = 0;

	if (!ns->metadata)
		return ngmem_batch_to_iter(batch, 0, batch->len, iter);
	for (i = 0; i < nr && !err; i++) {
		err = ngmem_batch_to_iter(batch, ngmem_pos(ns, i), 1U << ns->shift, iter);
		if (err || !metadata)
			continue;
		ngmem_get_metadata(ns, batch, i, bytes);
		if (copy_to_iter(bytes, ns->metadata, ngmem_metadata(ns, c, iter)) !=
		    ns->metadata)
			err = -EFAULT;
	}
	return err;
}

/* And from the program to new pages. */
static int ngmem_from_program(const struct ngmem_ns *ns, struct ngmem_command *c,
			      const struct ngmem_batch *batch, struct iov_iter *iter)
{
	bool metadata = ngmem_moves_metadata(ns, c->args);
	u32 i, nr = ngmem_nr(c->args);
	u8 bytes[NGMEM_METADATA_MAX];
	int err = 0;

	if (!ns->metadata)
		return ngmem_batch_from_iter(batch, 0, batch->len, iter);
	for (i = 0; i < nr && !err; i++) {
		err = ngmem_batch_from_iter(batch, ngmem_pos(ns, i), 1U << ns->shift,
					    iter);
		if (err || !metadata)
			continue;
		if (copy_from_iter(bytes, ns->metadata, ngmem_metadata(ns, c, iter)) !=
		    ns->metadata)
			err = -EFAULT;
		else
			ngmem_set_metadata(ns, batch, i, bytes);
	}
	return err;
}

static int ngmem_read(struct ngmem_ns *ns, struct ngmem_command *c,
		      struct iov_iter *iter)
{
	struct ngmem_batch batch;
	int ret;

	ret = ngmem_check_transfer(ns, c, iter);
	if (ret)
		return ret;
	ngmem_look(ns, &batch, ngmem_slba(c->args), ngmem_nr(c->args));
	ret = ngmem_pi_check(ns, c->args, &batch, ngmem_nr(c->args)) ?:
	      ngmem_to_program(ns, c, &batch, iter);
	ngmem_batch_put(&batch);
	if (!ret)
		ngmem_count(ns, false, ngmem_nr(c->args));
	return ret;
}

static int ngmem_write(struct ngmem_ns *ns, struct ngmem_command *c,
		       struct iov_iter *iter)
{
	struct ngmem_batch batch;
	int ret;

	ret = ngmem_check_transfer(ns, c, iter);
	if (ret)
		return ret;
	ret = ngmem_batch_new(&batch, ngmem_pos(ns, ngmem_slba(c->args)),
			      ngmem_pos(ns, ngmem_nr(c->args)), c->gfp);
	if (ret)
		return ret;
	ret = ngmem_from_program(ns, c, &batch, iter);
	if (!ret && ngmem_moves_metadata(ns, c->args))
		ret = ngmem_pi_check(ns, c->args, &batch, ngmem_nr(c->args));
	else if (!ret && ns->pi)
		ngmem_pi_generate(ns, c->args, &batch, ngmem_nr(c->args));
	if (!ret)
		ret = ngmem_batch_publish(&batch, &ns->store, c->gfp);
	ngmem_batch_put(&batch);
	if (!ret)
		ngmem_count(ns, true, ngmem_nr(c->args));
	return ret;
}

/* Metadata is compared where it is the program's own. */
static int ngmem_compare_blocks(const struct ngmem_ns *ns, struct ngmem_command *c,
				const struct ngmem_batch *batch, struct iov_iter *iter,
				void *bounce)
{
	u32 i, nr = ngmem_nr(c->args);
	u8 bytes[NGMEM_METADATA_MAX];
	int ret = 0;

	for (i = 0; i < nr && !ret; i++) {
		ret = ngmem_batch_compare(batch, ngmem_pos(ns, i), 1U << ns->shift, iter,
					  bounce);
		if (ret || !ns->metadata)
			continue;
		if (copy_from_iter(bounce, ns->metadata, ngmem_metadata(ns, c, iter)) !=
		    ns->metadata)
			return -EFAULT;
		ngmem_get_metadata(ns, batch, i, bytes);
		ret = !ns->pi && memcmp(bounce, bytes, ns->metadata);
	}
	return ret > 0 ? NGMEM_FAIL(NVME_SC_COMPARE_FAILED) : ret;
}

static int ngmem_compare(struct ngmem_ns *ns, struct ngmem_command *c,
			 struct iov_iter *iter)
{
	struct ngmem_batch batch;
	void *bounce;
	int ret;

	if (ns->pi && c->args->cdw12 & NGMEM_PRACT)
		return NGMEM_FAIL(NVME_SC_INVALID_PI);
	ret = ngmem_check_transfer(ns, c, iter);
	if (ret)
		return ret;
	bounce = (void *)__get_free_page(c->gfp);
	if (!bounce)
		return -ENOMEM;
	ngmem_look(ns, &batch, ngmem_slba(c->args), ngmem_nr(c->args));
	ret = ngmem_pi_check(ns, c->args, &batch, ngmem_nr(c->args)) ?:
	      ngmem_compare_blocks(ns, c, &batch, iter, bounce);
	ngmem_batch_put(&batch);
	free_page((unsigned long)bounce);
	if (ret >= 0)
		ngmem_count(ns, false, ngmem_nr(c->args));
	return ret;
}

/* Written is written: there is no cache. */
static int ngmem_flush(struct ngmem_ns *ns, struct ngmem_command *c,
		       struct iov_iter *iter)
{
	return 0;
}

/* Memory does not decay: what can be wrong is the protection information. */
static int ngmem_verify(struct ngmem_ns *ns, struct ngmem_command *c,
			struct iov_iter *iter)
{
	u64 lba = ngmem_slba(c->args);
	u32 nr = ngmem_nr(c->args);
	struct ngmem_batch batch;
	int ret;

	ret = ngmem_check_range(ns, lba, nr) ?: ngmem_pi_args(ns, c->args);
	if (ret || !ns->pi)
		return ret;
	if (c->args->cdw12 & NGMEM_PRACT)
		return NGMEM_FAIL(NVME_SC_INVALID_PI);
	if ((size_t)nr << ns->shift > NGMEM_TRANSFER_MAX)
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	ngmem_look(ns, &batch, lba, nr);
	ret = ngmem_pi_check(ns, c->args, &batch, nr);
	ngmem_batch_put(&batch);
	return ret;
}

/*
 * Zeroes with protection information, which has to be there.  After an error the
 * program sees some of them, and may start over; up to a transfer it is all or none.
 */
static int ngmem_write_zeroes_pi(struct ngmem_ns *ns, struct ngmem_command *c, u64 lba,
				 u32 nr)
{
	u32 from, part, most = NGMEM_TRANSFER_MAX >> ns->shift;
	struct ngmem_batch batch;
	int err;

	if (nr > most && !gfpflags_allow_blocking(c->gfp))
		return -EAGAIN;
	for (from = 0; from < nr; from += part) {
		if (from)
			cond_resched();
		part = min(nr - from, most);
		err = ngmem_batch_new(&batch, ngmem_pos(ns, lba + from),
				      ngmem_pos(ns, part), c->gfp | __GFP_ZERO);
		if (err)
			return err;
		ngmem_pi_zeroes(ns, c->args, &batch, from, part);
		err = ngmem_batch_publish(&batch, &ns->store, c->gfp);
		ngmem_batch_put(&batch);
		if (err)
			return err;
	}
	return 0;
}

/* Without protection information blocks become what was never written. */
static int ngmem_write_zeroes(struct ngmem_ns *ns, struct ngmem_command *c,
			      struct iov_iter *iter)
{
	u64 lba = ngmem_slba(c->args);
	u32 nr = ngmem_nr(c->args);
	int ret;

	ret = ngmem_check_range(ns, lba, nr);
	if (ret)
		return ret;
	if (!ns->pi)
		return ngmem_store_zero(&ns->store, ngmem_pos(ns, lba),
					ngmem_pos(ns, nr), c->gfp);
	if (c->args->cdw12 & NGMEM_CHECK_ALL)
		return NGMEM_FAIL(NVME_SC_INVALID_PI);
	return ngmem_write_zeroes_pi(ns, c, lba, nr);
}

/* ------------------------------------------------------------------------
 * Which one is it?
 */

static const struct {
	int (*run)(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter);
	u32 effects;
} ngmem_commands[] = {
	[nvme_cmd_flush] = { ngmem_flush, NVME_CMD_EFFECTS_CSUPP },
	[nvme_cmd_write] = { ngmem_write,
			     NVME_CMD_EFFECTS_CSUPP | NVME_CMD_EFFECTS_LBCC },
	[nvme_cmd_read] = { ngmem_read, NVME_CMD_EFFECTS_CSUPP },
	[nvme_cmd_compare] = { ngmem_compare, NVME_CMD_EFFECTS_CSUPP },
	[nvme_cmd_write_zeroes] = { ngmem_write_zeroes,
				    NVME_CMD_EFFECTS_CSUPP | NVME_CMD_EFFECTS_LBCC },
	[nvme_cmd_dsm] = { ngmem_dsm,
			   NVME_CMD_EFFECTS_CSUPP | NVME_CMD_EFFECTS_LBCC },
	[nvme_cmd_verify] = { ngmem_verify, NVME_CMD_EFFECTS_CSUPP },
	[NGMEM_CMD_COPY] = { ngmem_copy,
			     NVME_CMD_EFFECTS_CSUPP | NVME_CMD_EFFECTS_LBCC },
};

u32 ngmem_io_effects(u8 opcode)
{
	return opcode < ARRAY_SIZE(ngmem_commands) ? ngmem_commands[opcode].effects : 0;
}

int ngmem_io(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter)
{
	u8 opcode = c->args->opcode;
	int status;

	if (!ngmem_io_effects(opcode))
		return NGMEM_FAIL(NVME_SC_INVALID_OPCODE);
	status = ngmem_inject(opcode);
	if (status)
		return status;
	return ngmem_commands[opcode].run(ns, c, iter);
}
