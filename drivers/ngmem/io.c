// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does an I/O command do?
 */
#include <linux/slab.h>
#include <linux/uio.h>

#include "ngmem.h"

static u64 ngmem_pos(const struct ngmem_ns *ns, u64 lba)
{
	return lba << ns->shift;
}

static int ngmem_check_range(const struct ngmem_ns *ns, u64 lba, u64 nr)
{
	if (nr > ns->blocks || lba > ns->blocks - nr)
		return NGMEM_FAIL(NVME_SC_LBA_RANGE);
	return 0;
}

/* Blocks of a command that says where they begin and, from 0, how many. */
static u32 ngmem_nr(const struct nvme_uring_cmd *args)
{
	return (args->cdw12 & 0xffff) + 1;
}

/*
 * A command that transfers its blocks.  More memory than they need is left alone;
 * with less the kernel's driver would have the device miss the end of it.
 */
static int ngmem_check_transfer(const struct ngmem_ns *ns,
				const struct nvme_uring_cmd *args,
				const struct iov_iter *iter, size_t *len)
{
	*len = (size_t)ngmem_nr(args) << ns->shift;
	if (*len > NGMEM_TRANSFER_MAX)
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (*len > iov_iter_count(iter))
		return NGMEM_FAIL(NVME_SC_SGL_INVALID_DATA);
	return ngmem_check_range(ns, ngmem_slba(args), ngmem_nr(args));
}

static int ngmem_read(struct ngmem_ns *ns, struct ngmem_command *c,
		      struct iov_iter *iter)
{
	struct ngmem_batch batch;
	size_t len;
	int ret;

	ret = ngmem_check_transfer(ns, c->args, iter, &len);
	if (ret)
		return ret;
	ngmem_batch_look(&batch, &ns->store, ngmem_pos(ns, ngmem_slba(c->args)), len);
	ret = ngmem_batch_to_iter(&batch, iter);
	ngmem_batch_put(&batch);
	if (!ret)
		ngmem_count(ns, false, len);
	return ret;
}

static int ngmem_write(struct ngmem_ns *ns, struct ngmem_command *c,
		       struct iov_iter *iter)
{
	struct ngmem_batch batch;
	size_t len;
	int ret;

	ret = ngmem_check_transfer(ns, c->args, iter, &len);
	if (ret)
		return ret;
	ret = ngmem_batch_new(&batch, ngmem_pos(ns, ngmem_slba(c->args)), len, c->gfp);
	if (ret)
		return ret;
	ret = ngmem_batch_from_iter(&batch, iter);
	if (!ret)
		ret = ngmem_batch_publish(&batch, &ns->store, c->gfp);
	ngmem_batch_put(&batch);
	if (!ret)
		ngmem_count(ns, true, len);
	return ret;
}

static int ngmem_compare(struct ngmem_ns *ns, struct ngmem_command *c,
			 struct iov_iter *iter)
{
	struct ngmem_batch batch;
	size_t len;
	int ret;

	ret = ngmem_check_transfer(ns, c->args, iter, &len);
	if (ret)
		return ret;
	ngmem_batch_look(&batch, &ns->store, ngmem_pos(ns, ngmem_slba(c->args)), len);
	ret = ngmem_batch_compare(&batch, iter, c->gfp);
	ngmem_batch_put(&batch);
	if (ret < 0)
		return ret;
	ngmem_count(ns, false, len);
	return ret ? NGMEM_FAIL(NVME_SC_COMPARE_FAILED) : 0;
}

/* Written is written: there is no cache. */
static int ngmem_flush(struct ngmem_ns *ns, struct ngmem_command *c,
		       struct iov_iter *iter)
{
	return 0;
}

/* Memory does not decay: a block that exists can be read. */
static int ngmem_verify(struct ngmem_ns *ns, struct ngmem_command *c,
			struct iov_iter *iter)
{
	return ngmem_check_range(ns, ngmem_slba(c->args), ngmem_nr(c->args));
}

static int ngmem_write_zeroes(struct ngmem_ns *ns, struct ngmem_command *c,
			      struct iov_iter *iter)
{
	u64 lba = ngmem_slba(c->args);
	u32 nr = ngmem_nr(c->args);
	int ret;

	ret = ngmem_check_range(ns, lba, nr);
	if (ret)
		return ret;
	return ngmem_store_zero(&ns->store, ngmem_pos(ns, lba), ngmem_pos(ns, nr),
				c->gfp);
}

/* ------------------------------------------------------------------------
 * Commands that come with a list of ranges
 */

/* Copy the @nr entries of @size bytes in: *@list is for kfree(). */
static int ngmem_list(struct ngmem_command *c, struct iov_iter *iter,
		      unsigned int nr, size_t size, void *list)
{
	size_t len = nr * size;
	void *copy;

	if (len > iov_iter_count(iter))
		return NGMEM_FAIL(NVME_SC_SGL_INVALID_DATA);
	copy = kmalloc(len, c->gfp);
	if (!copy)
		return -ENOMEM;
	if (copy_from_iter(copy, len, iter) != len) {
		kfree(copy);
		return -EFAULT;
	}
	*(void **)list = copy;
	return 0;
}

static int ngmem_deallocate(struct ngmem_ns *ns, const struct nvme_dsm_range *ranges,
			    unsigned int nr, gfp_t gfp)
{
	unsigned int i;
	int ret = 0;

	/* all or none */
	for (i = 0; i < nr && !ret; i++)
		ret = ngmem_check_range(ns, le64_to_cpu(ranges[i].slba),
					le32_to_cpu(ranges[i].nlb));
	for (i = 0; i < nr && !ret; i++)
		ret = ngmem_store_zero(&ns->store,
				       ngmem_pos(ns, le64_to_cpu(ranges[i].slba)),
				       ngmem_pos(ns, le32_to_cpu(ranges[i].nlb)), gfp);
	return ret;
}

/* Of the hints only Deallocate means something: it makes blocks zero. */
static int ngmem_dsm(struct ngmem_ns *ns, struct ngmem_command *c,
		     struct iov_iter *iter)
{
	unsigned int nr = (c->args->cdw10 & 0xff) + 1;
	struct nvme_dsm_range *ranges;
	int ret;

	if (!(c->args->cdw11 & NVME_DSMGMT_AD))
		return 0;
	ret = ngmem_list(c, iter, nr, sizeof(*ranges), &ranges);
	if (ret)
		return ret;
	ret = ngmem_deallocate(ns, ranges, nr, c->gfp);
	kfree(ranges);
	return ret;
}

/* A source of Copy, descriptor format 0. */
struct ngmem_copy_range {
	__le64 reserved;
	__le64 slba;
	__le16 nlb;
	__u8 rest[14];
};

static int ngmem_check_sources(const struct ngmem_ns *ns,
			       const struct ngmem_copy_range *ranges,
			       unsigned int nr, u64 *blocks)
{
	unsigned int i;
	int ret;

	*blocks = 0;
	for (i = 0; i < nr; i++) {
		u32 part = le16_to_cpu(ranges[i].nlb) + 1;

		*blocks += part;
		if (ngmem_pos(ns, *blocks) > NGMEM_TRANSFER_MAX)
			return NGMEM_FAIL(NGMEM_SC_SIZE_LIMIT);
		ret = ngmem_check_range(ns, le64_to_cpu(ranges[i].slba), part);
		if (ret)
			return ret;
	}
	return 0;
}

static int ngmem_copy_ranges(struct ngmem_ns *ns, struct ngmem_command *c,
			     const struct ngmem_copy_range *ranges, unsigned int nr)
{
	u64 target = ngmem_slba(c->args), blocks;
	struct ngmem_batch to, from;
	size_t at = 0;
	unsigned int i;
	int ret;

	ret = ngmem_check_sources(ns, ranges, nr, &blocks) ?:
	      ngmem_check_range(ns, target, blocks) ?:
	      ngmem_batch_new(&to, ngmem_pos(ns, target), ngmem_pos(ns, blocks),
			      c->gfp);
	if (ret)
		return ret;
	for (i = 0; i < nr; i++) {
		size_t len = ngmem_pos(ns, le16_to_cpu(ranges[i].nlb) + 1);

		ngmem_batch_look(&from, &ns->store,
				 ngmem_pos(ns, le64_to_cpu(ranges[i].slba)), len);
		ngmem_batch_copy(&to, at, &from);
		ngmem_batch_put(&from);
		at += len;
	}
	ret = ngmem_batch_publish(&to, &ns->store, c->gfp);
	ngmem_batch_put(&to);
	return ret;
}

static int ngmem_copy(struct ngmem_ns *ns, struct ngmem_command *c,
		      struct iov_iter *iter)
{
	unsigned int nr = (c->args->cdw12 & 0xff) + 1;
	unsigned int format = c->args->cdw12 >> 8 & 0xf;
	struct ngmem_copy_range *ranges;
	int ret;

	if (!(BIT(format) & NGMEM_COPY_FORMATS))
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (nr > NGMEM_COPY_RANGES)
		return NGMEM_FAIL(NGMEM_SC_SIZE_LIMIT);
	ret = ngmem_list(c, iter, nr, sizeof(*ranges), &ranges);
	if (ret)
		return ret;
	ret = ngmem_copy_ranges(ns, c, ranges, nr);
	kfree(ranges);
	return ret;
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
