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

/* ------------------------------------------------------------------------
 * Copy
 */

/* A source, for checksums of 16 bits or none. */
struct ngmem_source_0 {
	__le64 reserved;
	__le64 slba;
	__le16 nlb;
	__u8 rest[6];
	__le32 ref;
	__le16 app;
	__le16 mask;
};

/* And for those of 64 bits. */
struct ngmem_source_1 {
	__le64 reserved;
	__le64 slba;
	__le16 nlb;
	__u8 rest[12];
	__be16 ref_high;
	__be32 ref_low;
	__le16 app;
	__le16 mask;
};

static_assert(sizeof(struct ngmem_source_0) == 32);
static_assert(sizeof(struct ngmem_source_1) == 40);

static size_t ngmem_source_size(const struct ngmem_ns *ns)
{
	return ngmem_is_wide(ns) ? sizeof(struct ngmem_source_1) :
				   sizeof(struct ngmem_source_0);
}

/* What reads a source: the command whose checks are PRINFOR, in bits 15 to 12. */
static struct nvme_uring_cmd ngmem_reader(const struct ngmem_ns *ns,
					  const struct nvme_uring_cmd *args,
					  const void *sources, unsigned int i)
{
	const struct ngmem_source_0 *narrow = sources;
	const struct ngmem_source_1 *wide = sources;
	struct nvme_uring_cmd read = { };
	u64 slba;

	if (ngmem_is_wide(ns)) {
		slba = le64_to_cpu(wide[i].slba);
		read.cdw12 = le16_to_cpu(wide[i].nlb);
		read.cdw3 = be16_to_cpu(wide[i].ref_high);
		read.cdw14 = be32_to_cpu(wide[i].ref_low);
		read.cdw15 = le16_to_cpu(wide[i].app) | le16_to_cpu(wide[i].mask) << 16;
	} else {
		slba = le64_to_cpu(narrow[i].slba);
		read.cdw12 = le16_to_cpu(narrow[i].nlb);
		read.cdw14 = le32_to_cpu(narrow[i].ref);
		read.cdw15 = le16_to_cpu(narrow[i].app) |
			     le16_to_cpu(narrow[i].mask) << 16;
	}
	read.cdw10 = lower_32_bits(slba);
	read.cdw11 = upper_32_bits(slba);
	read.cdw12 |= (args->cdw12 >> 12 & 0xf) << NGMEM_PRINFO_SHIFT;
	return read;
}

static int ngmem_check_sources(const struct ngmem_ns *ns,
			       const struct nvme_uring_cmd *args, const void *sources,
			       unsigned int nr, u64 *blocks)
{
	unsigned int i;
	int ret;

	*blocks = 0;
	for (i = 0; i < nr; i++) {
		struct nvme_uring_cmd read = ngmem_reader(ns, args, sources, i);

		*blocks += ngmem_nr(&read);
		if (*blocks << ns->shift > NGMEM_TRANSFER_MAX)
			return NGMEM_FAIL(NGMEM_SC_SIZE_LIMIT);
		/* made anew while it is checked as it was, or neither */
		if (ns->pi && (read.cdw12 ^ args->cdw12) & NGMEM_PRACT)
			return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
		ret = ngmem_check_range(ns, ngmem_slba(&read), ngmem_nr(&read)) ?:
		      ngmem_pi_args(ns, &read);
		if (ret)
			return ret;
	}
	return 0;
}

/* Bring all sources together in @to. */
static int ngmem_read_sources(struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
			      const void *sources, unsigned int nr,
			      const struct ngmem_batch *to)
{
	struct ngmem_batch from;
	size_t at = 0;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < nr && !ret; i++) {
		struct nvme_uring_cmd read = ngmem_reader(ns, args, sources, i);

		ngmem_look(ns, &from, ngmem_slba(&read), ngmem_nr(&read));
		ret = ngmem_pi_check(ns, &read, &from, ngmem_nr(&read));
		if (!ret)
			ngmem_batch_copy(to, at, &from);
		ngmem_batch_put(&from);
		at += from.len;
	}
	return ret;
}

/* The command's own checks, PRINFOW, are where Write has them: all are those of a write. */
static int ngmem_copy_sources(struct ngmem_ns *ns, struct ngmem_command *c,
			      const void *sources, unsigned int nr)
{
	u64 target = ngmem_slba(c->args), blocks;
	struct ngmem_batch to;
	int ret;

	ret = ngmem_check_sources(ns, c->args, sources, nr, &blocks) ?:
	      ngmem_check_range(ns, target, blocks) ?:
	      ngmem_pi_args(ns, c->args) ?:
	      ngmem_batch_new(&to, ngmem_pos(ns, target), ngmem_pos(ns, blocks),
			      c->gfp);
	if (ret)
		return ret;
	ret = ngmem_read_sources(ns, c->args, sources, nr, &to);
	if (!ret && ns->pi && c->args->cdw12 & NGMEM_PRACT)
		ngmem_pi_generate(ns, c->args, &to, blocks);
	else if (!ret)
		ret = ngmem_pi_check(ns, c->args, &to, blocks);
	if (!ret)
		ret = ngmem_batch_publish(&to, &ns->store, c->gfp);
	ngmem_batch_put(&to);
	return ret;
}

int ngmem_copy(struct ngmem_ns *ns, struct ngmem_command *c, struct iov_iter *iter)
{
	unsigned int nr = (c->args->cdw12 & 0xff) + 1;
	unsigned int format = c->args->cdw12 >> 8 & 0xf;
	void *sources;
	int ret;

	if (!(BIT(format) & NGMEM_COPY_FORMATS))
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (nr > NGMEM_COPY_RANGES)
		return NGMEM_FAIL(NGMEM_SC_SIZE_LIMIT);
	if (format != ngmem_is_wide(ns))
		return NGMEM_FAIL(NVME_SC_INVALID_FORMAT);
	ret = ngmem_list(c, iter, nr, ngmem_source_size(ns), &sources);
	if (ret)
		return ret;
	ret = ngmem_copy_sources(ns, c, sources, nr);
	kfree(sources);
	return ret;
}
