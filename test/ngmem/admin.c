// SPDX-License-Identifier: GPL-2.0-only
/* Do admin commands say what there is? */
#include <string.h>

#include "client.h"

static uint8_t page[PAGE];

static uint64_t number(const uint8_t *at, int size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | at[size];
	return value;
}

static bool identify(const struct device *device)
{
	unsigned int door;
	uint64_t result;

	for (door = 0; door < DOORS; door++) {
		struct command cmd = admin(IDENTIFY, 1, page, PAGE);

		memset(page, 0xee, PAGE);
		if (!expect_answer(device, door_names[door], ask(device, door, &cmd, &result),
				   0) ||
		    !expect(page[77] == 5, "MDTS is %u", page[77]) ||
		    !expect(page[512] == 0x66, "SQES is %#x", page[512]) ||
		    !expect((page[520] & 0xd) == 0xd, "ONCS is %#x", page[520]))
			return false;
		cmd = admin(IDENTIFY, 0, page, PAGE);
		if (!expect_answer(device, door_names[door], ask(device, door, &cmd, &result),
				   0) ||
		    !expect(number(page, 8) == 64 << 11, "%llu blocks",
			    (unsigned long long)number(page, 8)) ||
		    !expect(page[128 + 4 * (page[26] & 15) + 2] == 9, "not blocks of 512"))
			return false;
	}
	return true;
}

static struct command identify_of(uint32_t nsid, uint32_t cns, uint8_t set)
{
	struct command cmd = admin(IDENTIFY, cns, page, PAGE);

	cmd.nvme.nsid = nsid;
	cmd.nvme.cdw11 = (uint32_t)set << 24;
	cmd.anyns = true;
	return cmd;
}

static bool lists(const struct device *device)
{
	memset(page, 0xee, PAGE);
	if (!expect_answer(device, "active", quick(device, identify_of(0, 2, 0)), 0) ||
	    !expect(number(page, 4) == 1, "first namespace %u", (unsigned int)number(page, 4)) ||
	    !expect_answer(device, "active after 7", quick(device, identify_of(7, 2, 0)), 0) ||
	    !expect(!number(page, 4), "a namespace after 7"))
		return false;
	return expect_answer(device, "descriptors",
			     quick(device, identify_of(device->nsid, 3, 0)), 0) &&
	       expect(page[0], "no descriptor") &&
	       expect_answer(device, "command set, namespace",
			     quick(device, identify_of(device->nsid, 5, 0)), 0) &&
	       expect_answer(device, "command set, controller",
			     quick(device, identify_of(0, 6, 0)), 0);
}

static bool identify_bad(const struct device *device)
{
	return expect_answer(device, "no such page", quick(device, identify_of(1, 0xee, 0)),
			     2 | DNR) &&
	       expect_answer(device, "no such namespace",
			     quick(device, identify_of(1000, 0, 0)), 0xb | DNR) &&
	       expect_answer(device, "namespace 0", quick(device, identify_of(0, 0, 0)),
			     0xb | DNR) &&
	       expect_answer(device, "list after the last",
			     quick(device, identify_of(~0U, 2, 0)), 0xb | DNR) &&
	       expect_answer(device, "zoned", quick(device, identify_of(0, 6, 0x55)), 2 | DNR);
}

static struct command log_page(uint8_t lid, uint32_t nsid, uint32_t len)
{
	struct command cmd = admin(GET_LOG, lid | (len / 4 - 1) << 16, page, len);

	cmd.nvme.nsid = nsid;
	cmd.anyns = true;
	return cmd;
}

static bool smart(const struct device *device)
{
	static uint8_t data[16 * BLOCK];
	uint64_t reads, writes, read;
	int i;

	if (!expect_answer(device, "smart", quick(device, log_page(2, ~0U, 512)), 0))
		return false;
	read = number(page + 32, 8);
	reads = number(page + 64, 8);
	writes = number(page + 80, 8);
	for (i = 0; i < 2000 / 16; i++)
		quick(device, io(READ, 0, 16, data, sizeof(data)));
	quick(device, io(WRITE, 0, 16, data, sizeof(data)));
	if (!expect_answer(device, "smart", quick(device, log_page(2, ~0U, 512)), 0))
		return false;
	return expect(number(page + 64, 8) == reads + 125, "%llu reads became %llu",
		      (unsigned long long)reads, (unsigned long long)number(page + 64, 8)) &&
	       expect(number(page + 80, 8) == writes + 1, "writes were not counted") &&
	       expect(number(page + 32, 8) == read + 2, "%llu thousand units became %llu",
		      (unsigned long long)read, (unsigned long long)number(page + 32, 8));
}

static bool other_logs(const struct device *device)
{
	struct command cmd;

	if (!expect_answer(device, "firmware", quick(device, log_page(3, ~0U, 512)), 0) ||
	    !expect(page[0] == 1, "slot %u", page[0]) ||
	    !expect_answer(device, "effects", quick(device, log_page(5, ~0U, PAGE)), 0) ||
	    !expect(number(page + 1024 + 4 * WRITE, 4) == 3, "effects of a write: %#x",
		    (unsigned int)number(page + 1024 + 4 * WRITE, 4)))
		return false;
	cmd = log_page(5, ~0U, 8);
	cmd.nvme.cdw12 = 1024;
	return expect_answer(device, "a part", quick(device, cmd), 0) &&
	       expect(page[0] && page[4] == 3, "not that part");
}

static bool logs_bad(const struct device *device)
{
	struct command cmd = log_page(2, ~0U, 512);

	cmd.nvme.cdw12 = 512;
	return expect_answer(device, "past the end", quick(device, cmd), 2 | DNR);
}

static bool no_such_log(const struct device *device)
{
	return expect_answer(device, "no such log", quick(device, log_page(0xee, ~0U, 512)),
			     0x109 | DNR);
}

static bool error_log(const struct device *device)
{
	static uint8_t data[BLOCK];
	uint64_t count;

	quick(device, io(READ, 1ULL << 40, 1, data, BLOCK));
	if (!expect_answer(device, "error log", quick(device, log_page(1, ~0U, 64)), 0))
		return false;
	count = number(page, 8);
	quick(device, io(READ, 1ULL << 41, 1, data, BLOCK));
	return expect_answer(device, "error log", quick(device, log_page(1, ~0U, 64)), 0) &&
	       expect(number(page, 8) == count + 1, "not counted") &&
	       expect(number(page + 12, 2) >> 1 == (0x80 | DNR), "status %#x",
		      (unsigned int)number(page + 12, 2) >> 1) &&
	       expect(number(page + 16, 8) == 1ULL << 41, "another LBA");
}

static int feature(const struct device *device, uint8_t opcode, uint32_t cdw10,
		   uint32_t value, uint64_t *result)
{
	struct command cmd = admin(opcode, cdw10, NULL, 0);

	cmd.nvme.cdw11 = value;
	cmd.anyns = true;
	return ask(device, URING, &cmd, result);
}

static bool features(const struct device *device)
{
	uint64_t result;

	return expect_answer(device, "temperature",
			     feature(device, GET_FEATURES, 4, 0, &result), 0) &&
	       expect((result & 0xffff) == 343, "threshold %u K", (unsigned int)result) &&
	       expect_answer(device, "set",
			     feature(device, SET_FEATURES, 4, 350, &result), 0) &&
	       expect_answer(device, "get", feature(device, GET_FEATURES, 4, 0, &result), 0) &&
	       expect((result & 0xffff) == 350, "it is %u", (unsigned int)result) &&
	       expect_answer(device, "default",
			     feature(device, GET_FEATURES, 4 | 1 << 8, 0, &result), 0) &&
	       expect((result & 0xffff) == 343, "default %u", (unsigned int)result) &&
	       expect_answer(device, "set back",
			     feature(device, SET_FEATURES, 4, 343, &result), 0) &&
	       expect_answer(device, "queues",
			     feature(device, GET_FEATURES, 7, 0, &result), 0) &&
	       expect(result & 0xffff && result >> 16, "%#x", (unsigned int)result);
}

static bool features_bad(const struct device *device)
{
	uint64_t result;

	return expect_answer(device, "get what there is not",
			     feature(device, GET_FEATURES, 0xee, 0, &result), 2 | DNR) &&
	       expect_answer(device, "set what there is not",
			     feature(device, SET_FEATURES, 0xee, 0, &result), 2 | DNR) &&
	       expect_answer(device, "saved",
			     feature(device, SET_FEATURES, 4 | 1U << 31, 0, &result),
			     0x10d | DNR);
}

/* Nothing to abort is no error: bit 0 of the result says that it was not. */
static bool abort_command(const struct device *device)
{
	struct command cmd = admin(ABORT, 0x7fff << 16, NULL, 0);
	uint64_t result = 0;

	return expect_answer(device, "abort", ask(device, URING, &cmd, &result), 0) &&
	       expect(result & 1, "result %#x", (unsigned int)result);
}

const struct check admin_checks[] = {
	{ .name = "identify, by every door", .run = identify },
	{ .name = "identify: lists", .run = lists },
	{ .name = "identify: what is refused", .run = identify_bad },
	{ .name = "log: smart counts", .run = smart },
	{ .name = "log: firmware, effects, a part", .run = other_logs },
	{ .name = "log: what is refused", .run = logs_bad },
	{ .name = "log: no such page", .run = no_such_log,
	  .not_reference = "QEMU says Invalid Field" },
	{ .name = "log: errors", .run = error_log,
	  .not_reference = "QEMU logs none" },
	{ .name = "features", .run = features },
	{ .name = "features: what is refused", .run = features_bad },
	{ .name = "abort", .run = abort_command },
	{ },
};
