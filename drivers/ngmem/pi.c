// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is the protection information right?  Of each block: a checksum of its data, an
 * application tag and a reference tag; 8 bytes with a checksum of 16 bits, or 16
 * bytes with one of 64 bits.
 *
 * The store has it inverted, so that what was never written, and is zero there, has
 * all bits set: an application tag that says not to check the block.  Metadata that is
 * the program's own is in the store as it is.
 */
#include "ngmem.h"

#define NGMEM_APP_UNCHECKED	0xffff

/**
 * struct ngmem_tuple - protection information of a block
 * @guard: checksum of the data
 * @app: application tag
 * @ref: reference tag
 */
struct ngmem_tuple {
	u64 guard;
	u16 app;
	u64 ref;
};

/* ------------------------------------------------------------------------
 * Checksums.  The kernel's own have other names in other kernels.
 */

/* x^16 + x^15 + x^11 + x^9 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1 */
#define NGMEM_CRC16_POLY	0x8bb7
/* That of the NVM command set, lowest power in the highest bit. */
#define NGMEM_CRC64_POLY	0x9a6c9329ac4bc9b5ULL

static u16 ngmem_crc16_table[256];
static u64 ngmem_crc64_table[256];

void __init ngmem_pi_init(void)
{
	unsigned int i, bit;

	for (i = 0; i < 256; i++) {
		u16 crc16 = i << 8;
		u64 crc64 = i;

		for (bit = 0; bit < 8; bit++) {
			crc16 = crc16 << 1 ^ (crc16 & 0x8000 ? NGMEM_CRC16_POLY : 0);
			crc64 = crc64 >> 1 ^ (crc64 & 1 ? NGMEM_CRC64_POLY : 0);
		}
		ngmem_crc16_table[i] = crc16;
		ngmem_crc64_table[i] = crc64;
	}
}

static u64 ngmem_guard(const struct ngmem_ns *ns, const struct ngmem_batch *batch,
		       u32 block)
{
	size_t at = ngmem_pos(ns, block), left = 1U << ns->shift, part, i;
	u64 crc64 = ~0ULL;
	u16 crc16 = 0;

	for (; left; at += part, left -= part) {
		const u8 *bytes;

		part = left;
		bytes = ngmem_batch_span(batch, at, &part);
		for (i = 0; i < part; i++) {
			if (ngmem_is_wide(ns))
				crc64 = crc64 >> 8 ^
					ngmem_crc64_table[(crc64 ^ bytes[i]) & 0xff];
			else
				crc16 = crc16 << 8 ^
					ngmem_crc16_table[crc16 >> 8 ^ bytes[i]];
		}
	}
	return ngmem_is_wide(ns) ? ~crc64 : crc16;
}

/* ------------------------------------------------------------------------
 * Metadata in the store
 */

static u8 ngmem_flip(const struct ngmem_ns *ns)
{
	return ns->pi ? 0xff : 0;
}

/**
 * ngmem_get_metadata - read a block's metadata
 * @ns: the namespace
 * @batch: the pages
 * @block: which of the command's blocks
 * @bytes: where to put it
 */
void ngmem_get_metadata(const struct ngmem_ns *ns, const struct ngmem_batch *batch,
			u32 block, u8 *bytes)
{
	size_t at = ngmem_pos(ns, block) + (1U << ns->shift), one = 1;
	unsigned int i;

	for (i = 0; i < ns->metadata; i++)
		bytes[i] = ngmem_flip(ns) ^
			   *(const u8 *)ngmem_batch_span(batch, at + i, &one);
}

/**
 * ngmem_set_metadata - write a block's metadata
 * @ns: the namespace
 * @batch: new pages
 * @block: which of the command's blocks
 * @bytes: the metadata
 */
void ngmem_set_metadata(const struct ngmem_ns *ns, const struct ngmem_batch *batch,
			u32 block, const u8 *bytes)
{
	size_t at = ngmem_pos(ns, block) + (1U << ns->shift), one = 1;
	unsigned int i;

	for (i = 0; i < ns->metadata; i++)
		*(u8 *)ngmem_batch_span(batch, at + i, &one) = ngmem_flip(ns) ^ bytes[i];
}

static u64 ngmem_get_be(const u8 *bytes, unsigned int size)
{
	u64 value = 0;

	while (size--)
		value = value << 8 | *bytes++;
	return value;
}

static void ngmem_put_be(u8 *bytes, unsigned int size, u64 value)
{
	while (size--) {
		bytes[size] = value;
		value >>= 8;
	}
}

static struct ngmem_tuple ngmem_get_tuple(const struct ngmem_ns *ns,
					  const struct ngmem_batch *batch, u32 block)
{
	unsigned int size = ngmem_is_wide(ns) ? 8 : 2;
	u8 bytes[NGMEM_METADATA_MAX];

	ngmem_get_metadata(ns, batch, block, bytes);
	return (struct ngmem_tuple) {
		.guard = ngmem_get_be(bytes, size),
		.app = ngmem_get_be(bytes + size, 2),
		.ref = ngmem_get_be(bytes + size + 2, ngmem_is_wide(ns) ? 6 : 4),
	};
}

static void ngmem_set_tuple(const struct ngmem_ns *ns, const struct ngmem_batch *batch,
			    u32 block, const struct ngmem_tuple *tuple)
{
	unsigned int size = ngmem_is_wide(ns) ? 8 : 2;
	u8 bytes[NGMEM_METADATA_MAX];

	ngmem_put_be(bytes, size, tuple->guard);
	ngmem_put_be(bytes + size, 2, tuple->app);
	ngmem_put_be(bytes + size + 2, ngmem_is_wide(ns) ? 6 : 4, tuple->ref);
	ngmem_set_metadata(ns, batch, block, bytes);
}

/* ------------------------------------------------------------------------
 * What a command says of it
 */

static u64 ngmem_ref_mask(const struct ngmem_ns *ns)
{
	return ngmem_is_wide(ns) ? GENMASK_ULL(47, 0) : U32_MAX;
}

/* The reference tag of one of a command's blocks: in type 3 all have the same. */
static u64 ngmem_ref(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		     u32 block)
{
	u64 first = args->cdw14 | (u64)args->cdw3 << 32;

	return (first + (ns->pi == 3 ? 0 : block)) & ngmem_ref_mask(ns);
}

/**
 * ngmem_pi_args - may a command ask for these checks?
 * @ns: the namespace; with or without protection information
 * @args: the command
 *
 * Return: 0 or a status.
 */
int ngmem_pi_args(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args)
{
	if (!ns->pi || !(args->cdw12 & NGMEM_CHECK_REF))
		return 0;
	/* in type 1 it is the number of the block; in type 3 it is not checked */
	if (ns->pi == 3 ||
	    (ns->pi == 1 &&
	     ngmem_ref(ns, args, 0) != (ngmem_slba(args) & ngmem_ref_mask(ns))))
		return NGMEM_FAIL(NVME_SC_INVALID_PI);
	return 0;
}

/**
 * ngmem_pi_generate - make protection information
 * @ns: the namespace, which has it
 * @args: the command
 * @batch: new pages, with the data
 * @nr: blocks
 */
void ngmem_pi_generate(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		       const struct ngmem_batch *batch, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		struct ngmem_tuple tuple = {
			.guard = ngmem_guard(ns, batch, i),
			.app = args->cdw15,
			.ref = ngmem_ref(ns, args, i),
		};

		ngmem_set_tuple(ns, batch, i, &tuple);
	}
}

/**
 * ngmem_pi_zeroes - make protection information for blocks of Write Zeroes
 * @ns: the namespace, which has it
 * @args: the command; without PRACT it is all zero, too
 * @batch: new pages, all zero
 * @from: which of the command's blocks is the first there
 * @nr: blocks
 */
void ngmem_pi_zeroes(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		     const struct ngmem_batch *batch, u32 from, u32 nr)
{
	bool act = args->cdw12 & NGMEM_PRACT;
	struct ngmem_tuple tuple = { };
	u32 i;

	if (act) {
		tuple.guard = ngmem_guard(ns, batch, 0);
		tuple.app = args->cdw15;
	}
	for (i = 0; i < nr; i++) {
		if (act)
			tuple.ref = ngmem_ref(ns, args, from + i);
		ngmem_set_tuple(ns, batch, i, &tuple);
	}
}

static bool ngmem_is_unchecked(const struct ngmem_ns *ns,
			       const struct ngmem_tuple *tuple)
{
	return tuple->app == NGMEM_APP_UNCHECKED &&
	       (ns->pi != 3 || tuple->ref == ngmem_ref_mask(ns));
}

static int ngmem_check_block(const struct ngmem_ns *ns,
			     const struct nvme_uring_cmd *args,
			     const struct ngmem_batch *batch, u32 block)
{
	struct ngmem_tuple tuple = ngmem_get_tuple(ns, batch, block);
	u16 mask = args->cdw15 >> 16;

	if (ngmem_is_unchecked(ns, &tuple))
		return 0;
	if (args->cdw12 & NGMEM_CHECK_GUARD &&
	    tuple.guard != ngmem_guard(ns, batch, block))
		return NVME_SC_GUARD_CHECK;
	if (args->cdw12 & NGMEM_CHECK_APP && (tuple.app ^ args->cdw15) & mask)
		return NVME_SC_APPTAG_CHECK;
	if (args->cdw12 & NGMEM_CHECK_REF && tuple.ref != ngmem_ref(ns, args, block))
		return NVME_SC_REFTAG_CHECK;
	return 0;
}

/**
 * ngmem_pi_check - check protection information, as far as the command wants that
 * @ns: the namespace; with or without
 * @args: the command
 * @batch: the pages
 * @nr: blocks
 *
 * Return: 0 or a status.
 */
int ngmem_pi_check(const struct ngmem_ns *ns, const struct nvme_uring_cmd *args,
		   const struct ngmem_batch *batch, u32 nr)
{
	int status = 0;
	u32 i;

	if (!ns->pi)
		return 0;
	for (i = 0; i < nr && !status; i++)
		status = ngmem_check_block(ns, args, batch, i);
	return status;
}
