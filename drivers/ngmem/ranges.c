// SPDX-License-Identifier: GPL-2.0-only
/* What does a command do that comes with a list of ranges? */
#include <linux/slab.h>
#include <linux/uio.h>

#include "ngmem.h"

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
	for (i = 0; i < nr && !ret; i++) {
		u64 pos = ngmem_pos(ns, le64_to_cpu(ranges[i].slba));
		u64 len = ngmem_pos(ns, le32_to_cpu(ranges[i].nlb));

		if (len)
			ret = ngmem_store_zero(&ns->store, pos, len, gfp);
	}
	return ret;
}

/* Of the hints only Deallocate means something: it makes blocks zero. */
int ngmem_dsm(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter)
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
		if (*blocks << ns->shift > NGMEM_TRANSFER_MAX)
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
		ngmem_look(ns, &from, le64_to_cpu(ranges[i].slba),
			   le16_to_cpu(ranges[i].nlb) + 1);
		ngmem_batch_copy(&to, at, &from);
		ngmem_batch_put(&from);
		at += from.len;
	}
	ret = ngmem_batch_publish(&to, &ns->store, c->gfp);
	ngmem_batch_put(&to);
	return ret;
}

int ngmem_copy(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter)
{
	unsigned int nr = (c->args->cdw12 & 0xff) + 1;
	unsigned int format = c->args->cdw12 >> 8 & 0xf;
	struct ngmem_copy_range *ranges;
	int ret;

	/* reference tags would have to be made anew */
	if (ns->pi)
		return NGMEM_FAIL(NVME_SC_INVALID_OPCODE);
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
