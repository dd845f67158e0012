// SPDX-License-Identifier: GPL-2.0-only
/* Is protection information made, checked and carried as it should be? */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blocks.h"

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

/* Made by the device, and what it reads back is what we compute. */
static bool generate(const struct device *device)
{
	unsigned int door;

	if (!identify(device))
		return false;
	for (door = 0; door < DOORS; door++) {
		fill(data, sizeof(data), 20 + door);
		make(103);
		if (!step_by(device, door, "write", rw(WRITE, 103, data, NULL, PRACT), 0))
			return false;
		memset(meta_back, 0, sizeof(meta_back));
		if (!step_by(device, door, "read", rw(READ, 103, back, meta_back, CHECK_ALL),
			     0) ||
		    !same(device))
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
	if (type == 3) {
		struct command cmd = rw(READ, 300, back, meta_back, 0);

		cmd.nvme.cdw12 |= CHECK_REF;
		return step(device, "asked for", cmd, 0x181 | DNR);
	}
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
	    !expect(is_all(meta_back, 0xff, NR * size), "metadata is not all ones") ||
	    !step(device, "write", rw(WRITE, 512, data, NULL, PRACT), 0) ||
	    !step(device, "deallocate", cmd, 0))
		return false;
	memset(data, 0, sizeof(data));
	return step(device, "deallocated", rw(READ, 512, back, meta_back, CHECK_ALL), 0) &&
	       expect(is_all(meta_back, 0xff, NR * size), "metadata is not all ones") &&
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
	       expect(is_all(meta_back, 0xff, 8 * size), "metadata before it is not all ones") &&
	       expect(!is_all(meta_back + 8 * size, 0xff, size), "it has no metadata") &&
	       expect(is_all(meta_back + 9 * size, 0xff, 7 * size), "nor all ones after it");
}

static bool act_on_nothing(const struct device *device)
{
	return identify(device) &&
	       step(device, "verify", rw(VERIFY, 600, NULL, NULL, PRACT | CHECK_ALL),
		    0x181 | DNR) &&
	       step(device, "compare", rw(COMPARE, 600, data, NULL, PRACT), 0x181 | DNR);
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
	{ .name = "pi: verify and compare make none", .run = act_on_nothing },
	{ },
};
