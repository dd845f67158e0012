// SPDX-License-Identifier: GPL-2.0-only
/*
 * What has happened?  Counters, the error log, and the pages that tell of them.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "ngmem.h"

/* The largest page. */
#define NGMEM_PAGE_MAX	sizeof(struct nvme_effects_log)

/* @nr blocks; their metadata does not count. */
void ngmem_count(struct ngmem_ns *ns, bool write, u32 nr)
{
	atomic64_inc(write ? &ns->stats.writes : &ns->stats.reads);
	atomic64_add((u64)nr << ns->shift >> 9,
		     write ? &ns->stats.written : &ns->stats.read);
}

void ngmem_log_error(struct ngmem_ctrl *ctrl, const struct nvme_uring_cmd *args,
		     bool admin, int status)
{
	struct ngmem_error *error;

	spin_lock(&ctrl->errors_lock);
	error = &ctrl->errors[++ctrl->nr_errors % NGMEM_ERRORS];
	*error = (struct ngmem_error) {
		.count = cpu_to_le64(ctrl->nr_errors),
		.sqid = cpu_to_le16(!admin),
		.cmdid = cpu_to_le16(U16_MAX),
		/* bit 0 is the phase tag */
		.status = cpu_to_le16(status << 1),
		.location = cpu_to_le16(U16_MAX),
		.lba = cpu_to_le64(admin ? 0 : ngmem_slba(args)),
		.nsid = cpu_to_le32(args->nsid),
	};
	spin_unlock(&ctrl->errors_lock);
}

/* ------------------------------------------------------------------------
 * Pages
 */

/* The latest error first. */
static void ngmem_page_errors(struct ngmem_ctrl *ctrl, struct ngmem_error *page)
{
	u64 nr;
	int i;

	spin_lock(&ctrl->errors_lock);
	nr = ctrl->nr_errors;
	for (i = 0; i < NGMEM_ERRORS && nr; i++, nr--)
		page[i] = ctrl->errors[nr % NGMEM_ERRORS];
	spin_unlock(&ctrl->errors_lock);
}

/* Numbers of this page have 16 bytes, and no alignment. */
static void ngmem_put_le64(u64 value, u8 *to)
{
	__le64 le = cpu_to_le64(value);

	memcpy(to, &le, sizeof(le));
}

/* Of one namespace, or of all. */
static void ngmem_page_smart(struct ngmem_ctrl *ctrl, u32 nsid,
			     struct nvme_smart_log *page)
{
	u64 reads = 0, writes = 0, read = 0, written = 0;
	unsigned int i;

	for (i = 0; i < ctrl->nr_ns; i++) {
		struct ngmem_stats *stats = &ctrl->ns[i].stats;

		if (nsid && nsid != NVME_NSID_ALL && nsid != ctrl->ns[i].nsid)
			continue;
		reads += atomic64_read(&stats->reads);
		writes += atomic64_read(&stats->writes);
		read += atomic64_read(&stats->read);
		written += atomic64_read(&stats->written);
	}
	/* 300 K */
	page->temperature[0] = 300 & 0xff;
	page->temperature[1] = 300 >> 8;
	page->avail_spare = 100;
	page->spare_thresh = 10;
	/* in thousands, begun ones included */
	ngmem_put_le64(DIV_ROUND_UP_ULL(read, 1000), page->data_units_read);
	ngmem_put_le64(DIV_ROUND_UP_ULL(written, 1000), page->data_units_written);
	ngmem_put_le64(reads, page->host_reads);
	ngmem_put_le64(writes, page->host_writes);
	ngmem_put_le64(1, page->power_cycles);
	spin_lock(&ctrl->errors_lock);
	ngmem_put_le64(ctrl->nr_errors, page->num_err_log_entries);
	spin_unlock(&ctrl->errors_lock);
}

static void ngmem_page_firmware(struct nvme_fw_slot_info_log *page)
{
	page->afi = 1;
	memcpy(&page->frs[0], "1       ", sizeof(page->frs[0]));
}

static void ngmem_page_effects(struct nvme_effects_log *page)
{
	unsigned int i;

	for (i = 0; i < 256; i++) {
		page->acs[i] = cpu_to_le32(ngmem_admin_effects(i));
		page->iocs[i] = cpu_to_le32(ngmem_io_effects(i));
	}
}

/* Set up the page, which is zero. Return: its size, or 0 if there is none. */
static size_t ngmem_page(struct ngmem_ctrl *ctrl, u8 lid, u32 nsid, void *page)
{
	switch (lid) {
	case NVME_LOG_ERROR:
		ngmem_page_errors(ctrl, page);
		return sizeof(ctrl->errors);
	case NVME_LOG_SMART:
		ngmem_page_smart(ctrl, nsid, page);
		return sizeof(struct nvme_smart_log);
	case NVME_LOG_FW_SLOT:
		ngmem_page_firmware(page);
		return sizeof(struct nvme_fw_slot_info_log);
	case NVME_LOG_CMD_EFFECTS:
		ngmem_page_effects(page);
		return sizeof(struct nvme_effects_log);
	default:
		return 0;
	}
}

static int ngmem_send_page(struct ngmem_ctrl *ctrl, const struct nvme_uring_cmd *args,
			   void *page, struct iov_iter *iter)
{
	u64 len = ((u64)(args->cdw11 & 0xffff) << 16 | args->cdw10 >> 16) * 4 + 4;
	u64 at = args->cdw12 | (u64)args->cdw13 << 32;
	size_t size = ngmem_page(ctrl, args->cdw10 & 0xff, args->nsid, page);

	if (!size)
		return NGMEM_FAIL(NVME_SC_INVALID_LOG_PAGE);
	if (at % 4 || at >= size)
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (len > iov_iter_count(iter))
		return NGMEM_FAIL(NVME_SC_SGL_INVALID_DATA);
	len = min_t(u64, len, size - at);
	return copy_to_iter(page + at, len, iter) == len ? 0 : -EFAULT;
}

int ngmem_get_log(struct ngmem_ctrl *ctrl, struct ngmem_command *c,
		  struct iov_iter *iter)
{
	u32 nsid = c->args->nsid;
	void *page;
	int ret;

	if (nsid > ctrl->nr_ns && nsid != NVME_NSID_ALL)
		return NGMEM_FAIL(NVME_SC_INVALID_NS);
	page = kzalloc(NGMEM_PAGE_MAX, c->gfp);
	if (!page)
		return -ENOMEM;
	ret = ngmem_send_page(ctrl, c->args, page, iter);
	kfree(page);
	return ret;
}
