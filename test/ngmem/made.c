// SPDX-License-Identifier: GPL-2.0-only
/* What protection information do blocks have that Write Zeroes or Copy has written? */
#include <string.h>

#include "blocks.h"

#define OTHER_APP	0x4321

/* ------------------------------------------------------------------------
 * Write Zeroes
 */

static struct command zeroes(uint64_t lba, uint32_t nr, uint32_t bits)
{
	struct command cmd = io(WRITE_ZEROES, lba, nr, NULL, 0);

	cmd.nvme.cdw12 |= bits;
	cmd.nvme.cdw14 = lba;
	cmd.nvme.cdw15 = APP;
	return cmd;
}

/* So that there is something to make zero of. */
static bool write_some(const struct device *device, uint64_t lba, unsigned int seed)
{
	fill(data, sizeof(data), seed);
	make(lba);
	return step(device, "write", rw(WRITE, lba, data, meta, CHECK_ALL), 0);
}

/* At @lba there are @data and @meta, which are zero and made for that. */
static bool are_zero(const struct device *device, uint64_t lba)
{
	/* QEMU takes the wide checksum of 4096 bytes, whatever a block has */
	bool odd = device->reference && size == 16;
	int i;

	if (!step(device, "read", rw(READ, lba, back, meta_back,
				     odd ? CHECK_APP | CHECK_REF : CHECK_ALL), 0))
		return false;
	for (i = 0; i < NR && odd; i++)
		memcpy(meta + i * size, meta_back + i * size, 8);
	return same(device);
}

static bool zeroes_made(const struct device *device)
{
	unsigned int door;

	for (door = 0; door < DOORS; door++) {
		if (!identify(device) || !write_some(device, 700, 100 + door) ||
		    !step_by(device, door, "write zeroes", zeroes(700, NR, PRACT), 0))
			return false;
		memset(data, 0, sizeof(data));
		make(700);
		if (!are_zero(device, 700))
			return false;
	}
	return true;
}

static bool zeroes_zero(const struct device *device)
{
	if (!identify(device) || !write_some(device, 700, 104) ||
	    !step(device, "write zeroes", zeroes(700, NR, 0), 0) ||
	    !step(device, "read", rw(READ, 700, back, meta_back, 0), 0))
		return false;
	memset(data, 0, sizeof(data));
	memset(meta, 0, sizeof(meta));
	return same(device);
}

/* More than a transfer, at once: the tags go on, and nothing beside is touched. */
static bool zeroes_many(const struct device *device)
{
	static const unsigned int at[] = { 0, 248, 256, 512, 1003 - NR };
	unsigned int i;

	if (!identify(device) || !write_some(device, 5000 - NR, 106) ||
	    !write_some(device, 6003, 107) ||
	    !step(device, "write zeroes", zeroes(5000, 1003, PRACT), 0))
		return false;
	memset(data, 0, sizeof(data));
	for (i = 0; i < ARRAY_SIZE(at); i++) {
		make(type == 3 ? 5000 : 5000 + at[i]);
		if (!are_zero(device, 5000 + at[i]))
			return expect(false, "%u blocks on", at[i]);
	}
	fill(data, sizeof(data), 107);
	make(6003);
	return is_still(device, 6003, data) && same(device);
}

static bool zeroes_checks(const struct device *device)
{
	return identify(device) && write_some(device, 700, 108) &&
	       step(device, "checks", zeroes(700, NR, CHECK_APP), 0x181 | DNR) &&
	       step(device, "checks, made", zeroes(700, NR, PRACT | CHECK_GUARD), 0x181 | DNR) &&
	       is_still(device, 700, data);
}

/* ------------------------------------------------------------------------
 * Copy
 */

static void put_le(uint8_t *at, unsigned int bytes, uint64_t value)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
}

/* Of each source: where, how many, which tags it should have. */
struct source {
	uint64_t lba;
	uint32_t nr;
	uint64_t ref;
	uint16_t app;
};

/*
 * To @lba from @sources, of which those behind the last one have no blocks; @reads and
 * @writes: CHECK_ and PRACT, of which double word 12 has two sets.
 */
static struct command copy(uint64_t lba, const struct source *sources, uint32_t reads,
			   uint32_t writes)
{
	static uint8_t list[3 * 40];
	size_t one = size == 16 ? 40 : 32;
	struct command cmd;
	unsigned int nr;

	memset(list, 0, sizeof(list));
	for (nr = 0; nr < 3 && sources[nr].nr; nr++) {
		uint8_t *at = list + nr * one, *end = at + one;
		int i;

		put_le(at + 8, 8, sources[nr].lba);
		put_le(at + 16, 2, sources[nr].nr - 1);
		if (size == 16)
			for (i = 0; i < 6; i++)
				end[-5 - i] = sources[nr].ref >> 8 * i;
		else
			put_le(end - 8, 4, sources[nr].ref);
		put_le(end - 4, 2, sources[nr].app);
		put_le(end - 2, 2, 0xffff);
	}
	if (type == 3) {
		reads &= ~CHECK_REF;
		writes &= ~CHECK_REF;
	}
	cmd = io(COPY, lba, nr, list, nr * one);
	cmd.nvme.cdw12 |= (size == 16) << 8 | reads >> 26 << 12 | writes;
	cmd.nvme.cdw14 = lba;
	cmd.nvme.cdw15 = APP | 0xffffU << 16;
	return cmd;
}

static bool copy_kept(const struct device *device)
{
	struct source all[3] = { { 800, NR, 800, APP } };

	return identify(device) && write_some(device, 800, 110) &&
	       step(device, "copy", copy(900, all, CHECK_ALL, CHECK_GUARD | CHECK_APP), 0) &&
	       step(device, "read", rw(READ, 900, back, meta_back, 0), 0) && same(device);
}

/* By every door; two sources, for which the tags go on. */
static bool copy_made(const struct device *device)
{
	struct source halves[3] = {
		{ 808, NR / 2, 808, APP }, { 800, NR / 2, 800, APP },
	};
	struct command cmd;
	unsigned int door;

	for (door = 0; door < DOORS; door++) {
		if (!identify(device) || !write_some(device, 800, 112 + door))
			return false;
		cmd = copy(1000, halves, PRACT | CHECK_ALL, PRACT);
		if (!step_by(device, door, "copy", cmd, 0) ||
		    !step(device, "read", rw(READ, 1000, back, meta_back, CHECK_ALL), 0))
			return false;
		memcpy(kept, data, sizeof(data));
		memcpy(data, kept + sizeof(kept) / 2, sizeof(kept) / 2);
		memcpy(data + sizeof(data) / 2, kept, sizeof(kept) / 2);
		make(1000);
		if (!same(device))
			return false;
	}
	return true;
}

/* What was never written is not checked, and has tags when they are made for it. */
static bool copy_unwritten(const struct device *device)
{
	struct source never[3] = { { 40000, NR, 40000, APP } };

	if (!identify(device) ||
	    !step(device, "copy", copy(1100, never, CHECK_ALL, CHECK_ALL), 0) ||
	    !step(device, "read", rw(READ, 1100, back, meta_back, CHECK_ALL), 0) ||
	    !expect(is_all(meta_back, 0xff, NR * size), "%s: written", device->name) ||
	    !step(device, "copy, made", copy(1100, never, PRACT | CHECK_ALL, PRACT), 0) ||
	    !step(device, "read", rw(READ, 1100, back, meta_back, CHECK_ALL), 0))
		return false;
	memset(data, 0, sizeof(data));
	make(1100);
	return same(device);
}

static bool copy_act(const struct device *device)
{
	struct source all[3] = { { 800, NR, 800, APP } };

	return identify(device) && write_some(device, 800, 116) &&
	       write_some(device, 1200, 117) &&
	       step(device, "strip alone", copy(1200, all, PRACT, 0), 2 | DNR) &&
	       step(device, "make alone", copy(1200, all, 0, PRACT), 2 | DNR) &&
	       is_still(device, 1200, data);
}

/* A source that is not what the command says. */
static bool copy_wrong(const struct device *device)
{
	struct source all[3] = { { 800, NR, 800, APP } };
	struct source other_app[3] = { { 800, NR, 800, OTHER_APP } };
	struct source other_ref[3] = { { 800, NR, 801, APP } };
	int ref = type == 1 ? 0x181 | DNR : 0x284;

	if (!identify(device) || !write_some(device, 800, 118) ||
	    !write_some(device, 1200, 119) ||
	    !step(device, "application tag", copy(1200, other_app, CHECK_APP, 0), 0x283) ||
	    !step(device, "application tag, made",
		  copy(1200, other_app, PRACT | CHECK_APP, PRACT), 0x283) ||
	    (type != 3 &&
	     !step(device, "reference tag", copy(1200, other_ref, CHECK_REF, 0), ref)) ||
	    !is_still(device, 1200, data))
		return false;
	memcpy(kept, data, sizeof(data));
	fill(data, sizeof(data), 120);
	make(800);
	meta[9 * size] ^= 1;
	return step(device, "write", rw(WRITE, 800, data, meta, 0), 0) &&
	       step(device, "guard", copy(1200, all, CHECK_GUARD, 0), 0x282) &&
	       step(device, "guard, written", copy(1200, all, 0, CHECK_GUARD), 0x282) &&
	       is_still(device, 1200, kept);
}

/* What is written is not what the command says, or may not say. */
static bool copy_wrong_target(const struct device *device)
{
	struct source all[3] = { { 800, NR, 800, APP } };
	struct command cmd;

	if (!identify(device) || !write_some(device, 800, 121) ||
	    !write_some(device, 1200, 122))
		return false;
	cmd = copy(1200, all, CHECK_ALL, CHECK_APP);
	cmd.nvme.cdw15 ^= 1;
	if (!step(device, "application tag", cmd, 0x283))
		return false;
	/* the tags are those of the source */
	if (type != 3 &&
	    !step(device, "reference tag", copy(1200, all, CHECK_ALL, CHECK_REF), 0x284))
		return false;
	cmd = copy(1200, all, PRACT | CHECK_ALL, PRACT | CHECK_REF);
	cmd.nvme.cdw14++;
	return (type != 1 || step(device, "another tag", cmd, 0x181 | DNR)) &&
	       is_still(device, 1200, data);
}

static bool copy_format(const struct device *device)
{
	struct source all[3] = { { 800, NR, 800, APP } };
	struct command cmd;

	if (!identify(device))
		return false;
	cmd = copy(1200, all, 0, 0);
	cmd.nvme.cdw12 ^= 1 << 8;
	if (!step(device, "that of the other checksum", cmd, 0x10a | DNR))
		return false;
	cmd.nvme.cdw12 |= 4 << 8;
	return step(device, "no format", cmd, 2 | DNR);
}

/* The second source is wrong: nor is the first one copied. */
static bool copy_part(const struct device *device)
{
	struct source two[3] = { { 800, NR / 2, 800, APP }, { 808, NR / 2, 808, OTHER_APP } };

	return identify(device) && write_some(device, 800, 123) &&
	       write_some(device, 1200, 124) &&
	       step(device, "copy", copy(1200, two, CHECK_APP, 0), 0x283) &&
	       is_still(device, 1200, data);
}

const struct check made_checks[] = {
	{ .name = "write zeroes, pi: made", .run = zeroes_made },
	{ .name = "write zeroes, pi: not made: zero", .run = zeroes_zero,
	  .not_reference = "QEMU leaves it, or takes the blocks for unwritten" },
	{ .name = "write zeroes, pi: more than a transfer", .run = zeroes_many },
	{ .name = "write zeroes, pi: nothing to check", .run = zeroes_checks },
	{ .name = "copy, pi: as it is", .run = copy_kept },
	{ .name = "copy, pi: made", .run = copy_made },
	{ .name = "copy, pi: blocks that were not written", .run = copy_unwritten },
	{ .name = "copy, pi: made and not stripped, and the other way", .run = copy_act },
	{ .name = "copy, pi: wrong in the source", .run = copy_wrong },
	{ .name = "copy, pi: wrong for the target", .run = copy_wrong_target },
	{ .name = "copy, pi: formats", .run = copy_format },
	{ .name = "copy, pi: the second source is wrong", .run = copy_part,
	  .not_reference = "QEMU copies the first" },
	{ },
};
