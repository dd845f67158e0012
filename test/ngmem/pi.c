// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is protection information made, checked and carried as it should be?  Checksums
 * are computed here anew, bit by bit.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

#define NR	16
#define APP	0x1234

/* Bits of double word 12. */
#define CHECK_REF	(1U << 26)
#define CHECK_APP	(1U << 27)
#define CHECK_GUARD	(1U << 28)
#define CHECK_ALL	(CHECK_REF | CHECK_APP | CHECK_GUARD)
#define PRACT		(1U << 29)

static uint8_t data[NR * BLOCK], back[NR * BLOCK], kept[NR * BLOCK];
static uint8_t meta[NR * 16], meta_back[NR * 16];

/* What Identify says: bytes of metadata, type. */
static unsigned int size, type;

static bool identify(const struct device *device)
{
	static uint8_t page[PAGE];
	unsigned int format;

	if (!expect_answer(device, "identify", quick(device, admin(IDENTIFY, 0, page, PAGE)), 0))
		return false;
	format = page[26] & 15;
	size = page[128 + 4 * format] | page[129 + 4 * format] << 8;
	type = page[29] & 7;
	return expect(size == 8 || size == 16, "%u bytes of metadata", size) &&
	       expect(type, "no protection information") &&
	       expect(page[27] & 2, "no metadata in a buffer of its own");
}

/* Does the second page of Identify name the wide checksum if there are 16 bytes? */
static bool format(const struct device *device)
{
	static uint8_t page[PAGE];
	unsigned int width;

	if (!identify(device) ||
	    !expect_answer(device, "identify", quick(device, admin(IDENTIFY, 0, page, PAGE)), 0))
		return false;
	width = page[26] & 15;
	if (!expect_answer(device, "identify",
			   quick(device, admin(IDENTIFY, 5, page, PAGE)), 0))
		return false;
	width = (page[12 + 4 * width] | page[13 + 4 * width] << 8) >> 7 & 3;
	return expect(width == (size == 16 ? 2 : 0), "checksum of kind %u", width);
}

static uint64_t checksum(const uint8_t *bytes)
{
	uint64_t wide = ~0ULL;
	uint16_t narrow = 0;
	int i, bit;

	for (i = 0; i < BLOCK; i++) {
		wide ^= bytes[i];
		narrow ^= bytes[i] << 8;
		for (bit = 0; bit < 8; bit++) {
			wide = wide >> 1 ^ (wide & 1 ? 0x9a6c9329ac4bc9b5ULL : 0);
			narrow = narrow << 1 ^ (narrow & 0x8000 ? 0x8bb7 : 0);
		}
	}
	return size == 16 ? ~wide : narrow;
}

static void put(uint8_t *at, unsigned int bytes, uint64_t value)
{
	while (bytes--) {
		at[bytes] = value;
		value >>= 8;
	}
}

/* What belongs to @data at @lba. */
static void make(uint64_t lba)
{
	unsigned int i, guard = size == 16 ? 8 : 2;

	for (i = 0; i < NR; i++) {
		uint8_t *at = meta + i * size;

		put(at, guard, checksum(data + i * BLOCK));
		put(at + guard, 2, APP);
		put(at + guard + 2, size == 16 ? 6 : 4, type == 3 ? lba : lba + i);
	}
}

/* A transfer of NR blocks at @lba; @bits as above. */
static struct command rw(uint8_t opcode, uint64_t lba, void *bytes, void *metadata,
			 uint32_t bits)
{
	struct command cmd = io(opcode, lba, NR, bytes, bytes ? NR * BLOCK : 0);

	if (type == 3)
		bits &= ~CHECK_REF;
	cmd.nvme.cdw12 |= bits;
	cmd.nvme.cdw14 = lba;
	cmd.nvme.cdw15 = APP | 0xffffU << 16;
	if (metadata) {
		cmd.nvme.metadata = (uintptr_t)metadata;
		cmd.nvme.metadata_len = NR * size;
	}
	return cmd;
}

static bool step(const struct device *device, const char *what, struct command cmd,
		 int wanted)
{
	return expect_answer(device, what, quick(device, cmd), wanted);
}

static bool is_still(const struct device *device, uint64_t lba, const uint8_t *bytes)
{
	return step(device, "reading back", rw(READ, lba, back, meta_back, 0), 0) &&
	       expect(!memcmp(back, bytes, sizeof(back)), "%s: it was written", device->name);
}

/* Made by the device, and what it reads back is what we compute. */
static bool generate(const struct device *device)
{
	unsigned int door;
	uint64_t result;

	if (!identify(device))
		return false;
	for (door = 0; door < DOORS; door++) {
		struct command cmd;

		fill(data, sizeof(data), 20 + door);
		make(103);
		cmd = rw(WRITE, 103, data, NULL, PRACT);
		if (!expect_answer(device, "write", ask(device, door, &cmd, &result), 0))
			return false;
		memset(meta_back, 0, sizeof(meta_back));
		cmd = rw(READ, 103, back, meta_back, CHECK_ALL);
		if (!expect_answer(device, "read", ask(device, door, &cmd, &result), 0) ||
		    !expect(!memcmp(data, back, sizeof(data)), "other data") ||
		    !expect(!memcmp(meta, meta_back, NR * size), "other metadata"))
			return false;
	}
	return true;
}

/* Made here, checked and stripped by the device. */
static bool carry(const struct device *device)
{
	if (!identify(device))
		return false;
	fill(data, sizeof(data), 30);
	make(205);
	return step(device, "write", rw(WRITE, 205, data, meta, CHECK_ALL), 0) &&
	       step(device, "read", rw(READ, 205, back, NULL, PRACT | CHECK_ALL), 0) &&
	       expect(!memcmp(data, back, sizeof(data)), "other data") &&
	       step(device, "compare", rw(COMPARE, 205, data, meta, CHECK_ALL), 0) &&
	       step(device, "verify", rw(VERIFY, 205, NULL, NULL, CHECK_ALL), 0);
}

/* One wrong byte at @at of block 9: what check notices it, with which status. */
static bool wrong_byte(const struct device *device, unsigned int at, uint32_t bits, int status)
{
	if (!identify(device))
		return false;
	fill(data, sizeof(data), 40 + at);
	make(300);
	if (!step(device, "right", rw(WRITE, 300, data, meta, CHECK_ALL), 0))
		return false;
	memcpy(kept, data, sizeof(data));
	meta[9 * size + at] ^= 1;
	fill(data, BLOCK, 41);
	if (!step(device, "write", rw(WRITE, 300, data, meta, bits), status) ||
	    !is_still(device, 300, kept))
		return false;
	memcpy(data, kept, sizeof(data));
	return step(device, "unchecked", rw(WRITE, 300, data, meta, CHECK_ALL & ~bits), 0) &&
	       step(device, "read", rw(READ, 300, back, meta_back, bits), status) &&
	       step(device, "read, stripped", rw(READ, 300, back, NULL, PRACT | bits), status) &&
	       step(device, "verify", rw(VERIFY, 300, NULL, NULL, bits), status) &&
	       step(device, "read, unchecked",
		    rw(READ, 300, back, meta_back, CHECK_ALL & ~bits), 0) &&
	       expect(!memcmp(meta, meta_back, NR * size), "other metadata");
}

static bool wrong_guard(const struct device *device)
{
	return wrong_byte(device, 0, CHECK_GUARD, 0x282);
}

static bool wrong_app(const struct device *device)
{
	return identify(device) && wrong_byte(device, size == 16 ? 8 : 2, CHECK_APP, 0x283);
}

static bool wrong_ref(const struct device *device)
{
	if (!identify(device))
		return false;
	if (type == 3)
		return step(device, "asked for", (struct command) {
				.nvme = { .opcode = READ, .cdw12 = CHECK_REF | 0,
					  .addr = (uintptr_t)back, .data_len = BLOCK,
					  .metadata = (uintptr_t)meta_back,
					  .metadata_len = size } }, 0x181 | DNR);
	return wrong_byte(device, size - 1, CHECK_REF, 0x284);
}

/* Of the application tag only what the mask says. */
static bool mask(const struct device *device)
{
	struct command cmd;

	if (!identify(device))
		return false;
	fill(data, sizeof(data), 50);
	make(400);
	if (!step(device, "write", rw(WRITE, 400, data, meta, CHECK_ALL), 0))
		return false;
	cmd = rw(READ, 400, back, meta_back, CHECK_ALL);
	cmd.nvme.cdw15 = (APP ^ 0xff) | 0xff00U << 16;
	if (!step(device, "masked", cmd, 0))
		return false;
	cmd.nvme.cdw15 = (APP ^ 0xff) | 0x0080U << 16;
	return step(device, "not masked", cmd, 0x283);
}

/* In type 1 the reference tag is the block's number. */
static bool ref_of_block(const struct device *device)
{
	struct command cmd;

	if (!identify(device))
		return false;
	cmd = rw(READ, 400, back, meta_back, CHECK_ALL);
	cmd.nvme.cdw14 = 401;
	return type != 1 || step(device, "another tag", cmd, 0x181 | DNR);
}

static bool is_ones(const uint8_t *at, size_t len)
{
	return *at == 0xff && !memcmp(at, at + 1, len - 1);
}

/* Blocks that were not written, or no more, are not checked. */
static bool unwritten(const struct device *device)
{
	struct command cmd;
	struct {
		uint32_t attributes;
		uint32_t nr;
		uint64_t lba;
	} range = { 0, NR, 512 };

	if (!identify(device))
		return false;
	cmd = io(DSM, 0, 1, &range, sizeof(range));
	cmd.nvme.cdw11 = 4;
	if (!step(device, "never written", rw(READ, 20000, back, meta_back, CHECK_ALL), 0) ||
	    !expect(is_ones(meta_back, NR * size), "metadata is not all ones") ||
	    !step(device, "write", rw(WRITE, 512, data, NULL, PRACT), 0) ||
	    !step(device, "deallocate", cmd, 0))
		return false;
	memset(data, 0, sizeof(data));
	return step(device, "deallocated", rw(READ, 512, back, meta_back, CHECK_ALL), 0) &&
	       expect(is_ones(meta_back, NR * size), "metadata is not all ones") &&
	       expect(!memcmp(data, back, sizeof(data)), "data is not zero");
}

/* A block is written, its neighbours in the same page were not. */
static bool neighbour(const struct device *device)
{
	struct command cmd;

	if (!identify(device))
		return false;
	cmd = io(WRITE, 20108, 1, data, BLOCK);
	cmd.nvme.cdw12 |= PRACT;
	cmd.nvme.cdw14 = 20108;
	cmd.nvme.cdw15 = APP;
	return step(device, "write", cmd, 0) &&
	       step(device, "read", rw(READ, 20100, back, meta_back, CHECK_ALL), 0) &&
	       expect(is_ones(meta_back, 8 * size), "metadata before it is not all ones") &&
	       expect(!is_ones(meta_back + 8 * size, size), "it has no metadata") &&
	       expect(is_ones(meta_back + 9 * size, 7 * size), "nor all ones after it");
}

static bool bad_memory(const struct device *device)
{
	uint8_t *half = half_page();

	if (!identify(device))
		return false;
	fill(data, sizeof(data), 60);
	make(600);
	if (!step(device, "write", rw(WRITE, 600, data, meta, CHECK_ALL), 0))
		return false;
	memcpy(kept, data, sizeof(data));
	fill(data, sizeof(data), 61);
	return step(device, "half of the metadata",
		    rw(WRITE, 600, data, half + PAGE - size * NR / 2, 0), -EFAULT) &&
	       is_still(device, 600, kept) &&
	       step(device, "read", rw(READ, 600, back, half + PAGE - size * NR / 2, 0),
		    -EFAULT);
}

/* The data in the registered buffer, the metadata in plain memory. */
static struct command in_buffer(uint8_t opcode, uint64_t lba, void *metadata)
{
	struct command cmd = rw(opcode, lba, fixed, metadata, CHECK_ALL);

	cmd.how = FIXED;
	return cmd;
}

static bool beside_buffer(const struct device *device)
{
	if (!identify(device))
		return false;
	fill(data, sizeof(data), 70);
	make(640);
	memcpy(fixed, data, sizeof(data));
	if (!step(device, "write", in_buffer(WRITE, 640, meta), 0) ||
	    !is_still(device, 640, data) ||
	    !expect(!memcmp(meta, meta_back, NR * size), "other metadata"))
		return false;
	memset(fixed, 0, sizeof(data));
	memset(meta_back, 0, sizeof(meta_back));
	return step(device, "read", in_buffer(READ, 640, meta_back), 0) &&
	       expect(!memcmp(data, fixed, sizeof(data)), "other data") &&
	       expect(!memcmp(meta, meta_back, NR * size), "other metadata") &&
	       step(device, "metadata nowhere", in_buffer(WRITE, 640, (void *)0x10000), -EFAULT) &&
	       step(device, "the kernel's memory",
		    in_buffer(READ, 640, (void *)0xffff888000000000ULL), -EFAULT);
}

static bool too_short(const struct device *device)
{
	struct command cmd;

	if (!identify(device))
		return false;
	cmd = rw(WRITE, 600, data, meta, 0);
	cmd.nvme.metadata_len--;
	if (!step(device, "a byte less", cmd, 0x10 | DNR))
		return false;
	cmd.nvme.metadata = 0;
	return step(device, "none", cmd, 0x10 | DNR);
}

static bool verify_act(const struct device *device)
{
	return identify(device) &&
	       step(device, "verify", rw(VERIFY, 600, NULL, NULL, PRACT | CHECK_ALL),
		    0x181 | DNR);
}

const struct check pi_checks[] = {
	{ .name = "pi: identify", .run = format },
	{ .name = "pi: made by the device", .run = generate },
	{ .name = "pi: made by the program", .run = carry },
	{ .name = "pi: a wrong guard", .run = wrong_guard },
	{ .name = "pi: a wrong application tag", .run = wrong_app },
	{ .name = "pi: a wrong reference tag", .run = wrong_ref },
	{ .name = "pi: the application tag's mask", .run = mask },
	{ .name = "pi: the reference tag is the block's", .run = ref_of_block },
	{ .name = "pi: blocks that were not written", .run = unwritten },
	{ .name = "pi: a block between those", .run = neighbour,
	  .not_reference = "QEMU knows the holes of its file alone" },
	{ .name = "pi: metadata that cannot be reached: nothing is written", .run = bad_memory },
	{ .name = "pi: metadata beside a registered buffer", .run = beside_buffer },
	{ .name = "pi: less metadata than blocks", .run = too_short,
	  .not_reference = "QEMU takes what is behind it" },
	{ .name = "pi: verify makes none", .run = verify_act },
	{ },
};
