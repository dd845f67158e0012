// SPDX-License-Identifier: GPL-2.0-only
/*
 * What does an admin command do?  Identify, features, and those that have little to
 * do here.
 */
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>

#include "ngmem.h"

static struct ngmem_ns *ngmem_find_ns(struct ngmem_ctrl *ctrl, u32 nsid)
{
	return nsid && nsid <= ctrl->nr_ns ? &ctrl->ns[nsid - 1] : NULL;
}

/* ------------------------------------------------------------------------
 * Identify
 */

/* Text in these pages is padded with blanks. */
static void ngmem_text(char *to, size_t size, const char *text)
{
	memset(to, ' ', size);
	memcpy(to, text, min(strlen(text), size));
}

static int ngmem_id_ctrl(struct ngmem_ctrl *ctrl, struct nvme_id_ctrl *id)
{
	ngmem_text(id->sn, sizeof(id->sn), NGMEM_SERIAL);
	id->sn[strlen(NGMEM_SERIAL)] = '0' + ctrl->nr % 10;
	ngmem_text(id->mn, sizeof(id->mn), NGMEM_MODEL);
	ngmem_text(id->fr, sizeof(id->fr), "1");
	id->rab = 6;
	id->mdts = NGMEM_MDTS + ilog2(PAGE_SIZE / SZ_4K);
	id->ver = cpu_to_le32(NVME_VS(1, 4, 0));
	id->cntrltype = NVME_CTRL_IO;
	/* four aborts, one event at a time; one slot, read only */
	id->acl = 3;
	id->frmw = 3;
	/* SMART for each namespace, effects, pages in parts */
	id->lpa = 7;
	id->elpe = NGMEM_ERRORS - 1;
	/* in kelvin */
	id->wctemp = cpu_to_le16(343);
	id->cctemp = cpu_to_le16(373);
	id->sqes = NVME_NVM_IOSQES << 4 | NVME_NVM_IOSQES;
	id->cqes = NVME_NVM_IOCQES << 4 | NVME_NVM_IOCQES;
	id->nn = cpu_to_le32(ctrl->nr_ns);
	id->oncs = cpu_to_le16(NVME_CTRL_ONCS_COMPARE | NVME_CTRL_ONCS_DSM |
			       NVME_CTRL_ONCS_WRITE_ZEROES | NGMEM_ONCS_VERIFY |
			       NGMEM_ONCS_COPY);
	id->ctratt = cpu_to_le32(NVME_CTRL_ATTR_ELBAS);
	/* whole transfers are atomic */
	id->awun = cpu_to_le16((NGMEM_TRANSFER_MAX >> ctrl->ns->shift) - 1);
	id->awupf = id->awun;
	/* OCFS */
	id->rsvd534[0] = NGMEM_COPY_FORMATS;
	snprintf(id->subnqn, sizeof(id->subnqn),
		 "nqn.2014-08.org.nvmexpress:ngmem:%u", ctrl->nr);
	id->psd[0].max_power = cpu_to_le16(2500);
	return 0;
}

static int ngmem_id_ns(struct ngmem_ns *ns, struct nvme_id_ns *id)
{
	__le16 mssrl;
	__le32 mcl;

	if (!ns)
		return NGMEM_FAIL(NVME_SC_INVALID_NS);
	mssrl = cpu_to_le16(NGMEM_TRANSFER_MAX >> ns->shift);
	mcl = cpu_to_le32(NGMEM_TRANSFER_MAX >> ns->shift);
	id->nsze = cpu_to_le64(ns->blocks);
	id->ncap = id->nsze;
	id->nuse = cpu_to_le64(div_u64((u64)READ_ONCE(ns->store.nr) << PAGE_SHIFT,
				       ngmem_pos(ns, 1)));
	id->nsfeat = NVME_NS_FEAT_THIN;
	/* blocks that were deallocated read as zero; Write Zeroes deallocates */
	id->dlfeat = 9;
	id->lbaf[0].ds = ns->shift;
	id->lbaf[0].ms = cpu_to_le16(ns->metadata);
	if (ns->extended)
		id->flbas = NVME_NS_FLBAS_META_EXT;
	if (ns->metadata)
		id->mc = ns->extended ? NVME_MC_EXTENDED_LBA : NVME_MC_METADATA_PTR;
	if (ns->pi)
		id->dpc = NVME_NS_DPC_PI_TYPE1 | NVME_NS_DPC_PI_TYPE2 |
			  NVME_NS_DPC_PI_TYPE3 | NVME_NS_DPC_PI_LAST;
	id->dps = ns->pi;
	memcpy(&id->rsvd74[0], &mssrl, sizeof(mssrl));
	memcpy(&id->rsvd74[2], &mcl, sizeof(mcl));
	id->rsvd74[6] = NGMEM_COPY_RANGES - 1;
	return 0;
}

static int ngmem_id_ns_list(struct ngmem_ctrl *ctrl, u32 after, __le32 *list)
{
	u32 nsid;

	if (after >= NVME_NSID_ALL - 1)
		return NGMEM_FAIL(NVME_SC_INVALID_NS);
	for (nsid = after + 1; nsid <= ctrl->nr_ns; nsid++)
		*list++ = cpu_to_le32(nsid);
	return 0;
}

static void *ngmem_descriptor(void *at, u8 type, u8 len)
{
	struct nvme_ns_id_desc *desc = at;

	desc->nidt = type;
	desc->nidl = len;
	return desc + 1;
}

static int ngmem_id_descriptors(struct ngmem_ns *ns, void *page)
{
	static const u8 uuid[NVME_NIDT_UUID_LEN] = {
		0x6e, 0x67, 0x6d, 0x65, 0x6d, 0, 0x40, 0, 0x80,
	};
	u8 *at;

	if (!ns)
		return NGMEM_FAIL(NVME_SC_INVALID_NS);
	at = ngmem_descriptor(page, NVME_NIDT_UUID, NVME_NIDT_UUID_LEN);
	memcpy(at, uuid, sizeof(uuid));
	at[14] = ns->ctrl->nr;
	at[15] = ns->nsid;
	at = ngmem_descriptor(at + sizeof(uuid), NVME_NIDT_CSI, NVME_NIDT_CSI_LEN);
	*at = NVME_CSI_NVM;
	return 0;
}

static int ngmem_id_indep(struct ngmem_ns *ns, struct nvme_id_ns_cs_indep *id)
{
	if (!ns)
		return NGMEM_FAIL(NVME_SC_INVALID_NS);
	id->nstat = NVME_NSTAT_NRDY;
	return 0;
}

/* Of the NVM command set the controller has nothing to say: no limits. */
static int ngmem_id_ctrl_nvm(const struct nvme_uring_cmd *args)
{
	return args->cdw11 >> 24 == NVME_CSI_NVM ? 0 :
						   NGMEM_FAIL(NVME_SC_INVALID_FIELD);
}

static int ngmem_id_ns_nvm(const struct nvme_uring_cmd *args,
			   const struct ngmem_ns *ns, struct nvme_id_ns_nvm *id)
{
	if (args->cdw11 >> 24 != NVME_CSI_NVM)
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (!ns)
		return NGMEM_FAIL(NVME_SC_INVALID_NS);
	if (ngmem_is_wide(ns))
		id->elbaf[0] = cpu_to_le32(NVME_NVM_NS_64B_GUARD <<
					   NVME_ID_NS_NVM_GUARD_SHIFT);
	return 0;
}

/* Set up the page, which is zero. */
static int ngmem_id(struct ngmem_ctrl *ctrl, const struct nvme_uring_cmd *args,
		    void *page)
{
	struct ngmem_ns *ns = ngmem_find_ns(ctrl, args->nsid);

	switch (args->cdw10 & 0xff) {
	case NVME_ID_CNS_NS:
		return ngmem_id_ns(ns, page);
	case NVME_ID_CNS_CTRL:
		return ngmem_id_ctrl(ctrl, page);
	case NVME_ID_CNS_NS_ACTIVE_LIST:
		return ngmem_id_ns_list(ctrl, args->nsid, page);
	case NVME_ID_CNS_NS_DESC_LIST:
		return ngmem_id_descriptors(ns, page);
	case NVME_ID_CNS_CS_NS:
		return ngmem_id_ns_nvm(args, ns, page);
	case NVME_ID_CNS_CS_CTRL:
		return ngmem_id_ctrl_nvm(args);
	case NVME_ID_CNS_NS_CS_INDEP:
		return ngmem_id_indep(ns, page);
	default:
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	}
}

static int ngmem_identify(struct ngmem_ctrl *ctrl, struct ngmem_command *c,
			  struct iov_iter *iter)
{
	void *page;
	int ret;

	if (iov_iter_count(iter) < NVME_IDENTIFY_DATA_SIZE)
		return NGMEM_FAIL(NVME_SC_SGL_INVALID_DATA);
	page = kzalloc(NVME_IDENTIFY_DATA_SIZE, c->gfp);
	if (!page)
		return -ENOMEM;
	ret = ngmem_id(ctrl, c->args, page);
	if (!ret && copy_to_iter(page, NVME_IDENTIFY_DATA_SIZE, iter) !=
		    NVME_IDENTIFY_DATA_SIZE)
		ret = -EFAULT;
	kfree(page);
	return ret;
}

/* ------------------------------------------------------------------------
 * Features.  All are of the whole controller, of one double word, and not saved.
 */

#define NGMEM_FEATURE_CHANGEABLE	BIT(2)

/* A feature with no bit that can be set is reported, and not changed. */
static const struct {
	bool known;
	u32 initial;
	u32 settable;
} ngmem_features[] = {
	[NVME_FEAT_ARBITRATION] = { true, 7, 0xffffff07 },
	[NVME_FEAT_POWER_MGMT] = { true, 0, 0 },
	[NVME_FEAT_TEMP_THRESH] = { true, 343, 0xffff },
	[NVME_FEAT_ERR_RECOVERY] = { true, 0, 0xffff },
	[NVME_FEAT_NUM_QUEUES] = { true, 63 << 16 | 63, 0 },
	[NVME_FEAT_IRQ_COALESCE] = { true, 0, 0xffff },
	[NVME_FEAT_IRQ_CONFIG] = { true, 0, 0 },
	[NVME_FEAT_WRITE_ATOMIC] = { true, 0, 1 },
	[NVME_FEAT_ASYNC_EVENT] = { true, 0, 0x1f },
};

static_assert(ARRAY_SIZE(ngmem_features) <=
	      ARRAY_SIZE(((struct ngmem_ctrl *)0)->features));

static bool ngmem_feature_known(u8 feature)
{
	return feature < ARRAY_SIZE(ngmem_features) && ngmem_features[feature].known;
}

void ngmem_features_init(struct ngmem_ctrl *ctrl)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ngmem_features); i++)
		ctrl->features[i] = ngmem_features[i].initial;
}

static int ngmem_get_features(struct ngmem_ctrl *ctrl, struct ngmem_command *c)
{
	u8 feature = c->args->cdw10;

	if (!ngmem_feature_known(feature))
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	switch (c->args->cdw10 >> 8 & 7) {
	case 0:
		c->result = READ_ONCE(ctrl->features[feature]);
		return 0;
	case 1:
	case 2:
		c->result = ngmem_features[feature].initial;
		return 0;
	case 3:
		c->result = ngmem_features[feature].settable ?
			    NGMEM_FEATURE_CHANGEABLE : 0;
		return 0;
	default:
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	}
}

static int ngmem_set_features(struct ngmem_ctrl *ctrl, struct ngmem_command *c)
{
	u8 feature = c->args->cdw10;

	if (!ngmem_feature_known(feature))
		return NGMEM_FAIL(NVME_SC_INVALID_FIELD);
	if (c->args->cdw10 & BIT(31))
		return NGMEM_FAIL(NVME_SC_FEATURE_NOT_SAVEABLE);
	if (!ngmem_features[feature].settable)
		return NGMEM_FAIL(NVME_SC_FEATURE_NOT_CHANGEABLE);
	WRITE_ONCE(ctrl->features[feature],
		   c->args->cdw11 & ngmem_features[feature].settable);
	return 0;
}

/* ------------------------------------------------------------------------
 * Which one is it?
 */

u32 ngmem_admin_effects(u8 opcode)
{
	switch (opcode) {
	case nvme_admin_get_log_page:
	case nvme_admin_identify:
	case nvme_admin_abort_cmd:
	case nvme_admin_set_features:
	case nvme_admin_get_features:
	case nvme_admin_async_event:
		return NVME_CMD_EFFECTS_CSUPP;
	default:
		return 0;
	}
}

int ngmem_admin(struct ngmem_ctrl *ctrl, struct ngmem_command *c,
		struct iov_iter *iter)
{
	switch (c->args->opcode) {
	case nvme_admin_get_log_page:
		return ngmem_get_log(ctrl, c, iter);
	case nvme_admin_identify:
		return ngmem_identify(ctrl, c, iter);
	case nvme_admin_abort_cmd:
		/* commands have ended when they can be named: it was not aborted */
		c->result = 1;
		return 0;
	case nvme_admin_set_features:
		return ngmem_set_features(ctrl, c);
	case nvme_admin_get_features:
		return ngmem_get_features(ctrl, c);
	case nvme_admin_async_event:
		/* nothing ever happens here that a program would have to wait for */
		return NGMEM_FAIL(NVME_SC_ASYNC_LIMIT);
	default:
		return NGMEM_FAIL(NVME_SC_INVALID_OPCODE);
	}
}
