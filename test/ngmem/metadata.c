// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is metadata taken from where it should be, and put there?  In a buffer of its own or
 * at the end of each block; protection information, or the program's own.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "blocks.h"

/* Metadata that the device takes at @lba. */
static void prepare_blocks(uint64_t lba, unsigned int seed)
{
	fill(data, sizeof(data), seed);
	if (type)
		make(lba);
	else
		fill(meta, sizeof(meta), seed + 1);
}

static bool carried(const struct device *device)
{
	unsigned int door;

	if (!identify(device))
		return false;
	for (door = 0; door < DOORS; door++) {
		prepare_blocks(611, 80 + door);
		memset(back, 0, sizeof(back));
		memset(meta_back, 0, sizeof(meta_back));
		if (!step_by(device, door, "write", rw(WRITE, 611, data, meta, 0), 0) ||
		    !step_by(device, door, "read", rw(READ, 611, back, meta_back, 0), 0) ||
		    !same(device))
			return false;
	}
	return true;
}

/* The oldest ioctl(2) says no lengths: they follow from what the blocks are. */
static bool submitted(const struct device *device)
{
	struct nvme_user_io user = {
		.opcode = READ, .nblocks = NR - 1, .slba = 611, .reftag = 611,
		.addr = (uintptr_t)(extended ? wire : back),
		.metadata = (uintptr_t)meta_back,
	};
	struct command cmd;

	if (!identify(device))
		return false;
	prepare_blocks(611, 90);
	/* where @wire goes to */
	cmd = rw(READ, 611, back, meta_back, 0);
	memset(meta_back, 0, sizeof(meta_back));
	if (!step(device, "write", rw(WRITE, 611, data, meta, 0), 0))
		return false;
	memset(wire, 0, sizeof(wire));
	if (!expect(!ioctl(device->ns, NVME_IOCTL_SUBMIT_IO, &user), "%s: read: %m", device->name))
		return false;
	if (extended)
		return expect(!memcmp(wire, data, BLOCK), "%s: other data", device->name) &&
		       expect(!memcmp(wire + BLOCK, meta, size), "%s: other metadata",
			      device->name) &&
		       expect(!memcmp(wire + cmd.nvme.data_len - size, meta + (NR - 1) * size,
				      size), "%s: other metadata at the end", device->name);
	if (!same(device))
		return false;
	user.metadata++;
	return expect(ioctl(device->ns, NVME_IOCTL_SUBMIT_IO, &user) < 0 && errno == EINVAL,
		      "%s: at an odd address: %m", device->name);
}

/* Without metadata of the program, which cannot give any then. */
static bool submitted_made(const struct device *device)
{
	struct nvme_user_io user = {
		.opcode = WRITE, .nblocks = NR - 1, .slba = 611, .reftag = 611,
		.apptag = APP, .control = PRACT >> 16, .addr = (uintptr_t)data,
	};

	if (!identify(device) || !type)
		return !type;
	prepare_blocks(611, 92);
	if (!expect(!ioctl(device->ns, NVME_IOCTL_SUBMIT_IO, &user), "%s: write: %m",
		    device->name) ||
	    !step(device, "read", rw(READ, 611, back, meta_back, CHECK_ALL), 0) || !same(device))
		return false;
	user.metadata = (uintptr_t)meta;
	return expect(ioctl(device->ns, NVME_IOCTL_SUBMIT_IO, &user) < 0 && errno == EINVAL,
		      "%s: with metadata: %m", device->name);
}

/* The program's own is compared, protection information is not. */
static bool compared(const struct device *device)
{
	if (!identify(device))
		return false;
	prepare_blocks(620, 94);
	if (!step(device, "write", rw(WRITE, 620, data, meta, 0), 0) ||
	    !step(device, "the same", rw(COMPARE, 620, data, meta, 0), 0))
		return false;
	meta[7 * size + size - 1] ^= 1;
	/* QEMU compares all of it */
	if (!step(device, "other metadata", rw(COMPARE, 620, data, meta, 0),
		  type && !device->reference ? 0 : 0x285 | DNR))
		return false;
	meta[7 * size + size - 1] ^= 1;
	data[7 * BLOCK] ^= 1;
	return step(device, "other data", rw(COMPARE, 620, data, meta, 0), 0x285 | DNR);
}

/* The program's own metadata of blocks that were not written, or no more, is zero. */
static bool unwritten(const struct device *device)
{
	if (!identify(device) || type)
		return type;
	prepare_blocks(640, 96);
	memset(meta_back, 0xee, sizeof(meta_back));
	return step(device, "never written", rw(READ, 30000, back, meta_back, 0), 0) &&
	       expect(is_all(meta_back, 0, NR * size), "%s: not zero", device->name) &&
	       step(device, "write", rw(WRITE, 640, data, meta, 0), 0) &&
	       step(device, "write zeroes", rw(WRITE_ZEROES, 640, NULL, NULL, 0), 0) &&
	       step(device, "read", rw(READ, 640, back, meta_back, 0), 0) &&
	       expect(is_all(meta_back, 0, NR * size), "%s: not zero any more", device->name) &&
	       expect(is_all(back, 0, sizeof(back)), "%s: data is not zero", device->name);
}

/* Half of what has the metadata can be reached. */
static struct command halved(struct command cmd)
{
	uint8_t *half = half_page();

	if (extended)
		cmd.nvme.addr = (uintptr_t)half;
	else
		cmd.nvme.metadata = (uintptr_t)half + PAGE - size * NR / 2;
	return cmd;
}

static bool bad_memory(const struct device *device)
{
	if (!identify(device))
		return false;
	prepare_blocks(600, 60);
	if (!step(device, "write", rw(WRITE, 600, data, meta, CHECK_ALL), 0))
		return false;
	memcpy(kept, data, sizeof(data));
	fill(data, sizeof(data), 61);
	return step(device, "write, half", halved(rw(WRITE, 600, data, meta, 0)), -EFAULT) &&
	       is_still(device, 600, kept) &&
	       step(device, "read, half", halved(rw(READ, 600, back, meta_back, 0)), -EFAULT);
}

static bool too_short(const struct device *device)
{
	struct command cmd;

	if (!identify(device))
		return false;
	prepare_blocks(600, 62);
	cmd = rw(WRITE, 600, data, meta, 0);
	if (extended) {
		cmd.nvme.data_len--;
		return step(device, "a byte less", cmd, 0xf | DNR);
	}
	cmd.nvme.metadata_len--;
	if (!step(device, "a byte less", cmd, 0x10 | DNR))
		return false;
	cmd.nvme.metadata = 0;
	return step(device, "none", cmd, 0x10 | DNR);
}

/* A transfer's most is with metadata that is part of it. */
static bool too_long(const struct device *device)
{
	struct command cmd;

	if (!identify(device) || !extended)
		return !extended;
	cmd = rw(READ, 600, fixed, NULL, 0);
	cmd.nvme.data_len = TRANSFER_MAX / (BLOCK + size) * (BLOCK + size);
	cmd.nvme.cdw12 += TRANSFER_MAX / (BLOCK + size) - NR;
	if (!step(device, "most", cmd, 0))
		return false;
	cmd.nvme.cdw12++;
	return step(device, "one more", cmd, 2 | DNR);
}

/* The data in the registered buffer, metadata of its own in plain memory. */
static struct command in_buffer(uint8_t opcode, void *metadata)
{
	struct command cmd = rw(opcode, 640, back, metadata, CHECK_ALL);

	if (opcode == WRITE && extended)
		memcpy(fixed, wire, cmd.nvme.data_len);
	else if (opcode == WRITE)
		memcpy(fixed, back, sizeof(back));
	cmd.nvme.addr = (uintptr_t)fixed;
	cmd.how = FIXED;
	return cmd;
}

static bool beside_buffer(const struct device *device)
{
	if (!identify(device))
		return false;
	prepare_blocks(640, 70);
	memcpy(back, data, sizeof(data));
	if (!step(device, "write", in_buffer(WRITE, meta), 0) ||
	    !is_still(device, 640, data) || !same(device))
		return false;
	memset(fixed, 0, sizeof(wire));
	memset(meta_back, 0, sizeof(meta_back));
	if (!step(device, "read", in_buffer(READ, meta_back), 0))
		return false;
	if (extended)
		return expect(!memcmp(fixed, wire, NR * (BLOCK + size)), "%s: other blocks",
			      device->name);
	memcpy(back, fixed, sizeof(back));
	return same(device) &&
	       step(device, "metadata nowhere", in_buffer(WRITE, (void *)0x10000), -EFAULT) &&
	       step(device, "the kernel's memory",
		    in_buffer(READ, (void *)0xffff888000000000ULL), -EFAULT);
}

/* Metadata of its own where the blocks have it. */
static bool both(const struct device *device)
{
	struct command cmd;

	if (!identify(device) || !extended)
		return !extended;
	cmd = rw(READ, 600, back, meta_back, 0);
	cmd.nvme.metadata = (uintptr_t)meta_back;
	cmd.nvme.metadata_len = NR * size;
	return step(device, "read", cmd, -EINVAL);
}

const struct check metadata_checks[] = {
	{ .name = "metadata: carried", .run = carried },
	{ .name = "metadata: by NVME_IOCTL_SUBMIT_IO", .run = submitted },
	{ .name = "metadata: made, by NVME_IOCTL_SUBMIT_IO", .run = submitted_made,
	  .since = 609 },
	{ .name = "metadata: compared", .run = compared },
	{ .name = "metadata: blocks that were not written", .run = unwritten },
	{ .name = "metadata: it cannot be reached: nothing is written", .run = bad_memory },
	{ .name = "metadata: less of it than blocks", .run = too_short,
	  .not_reference = "QEMU takes what is behind it" },
	{ .name = "metadata: more than a transfer takes", .run = too_long },
	{ .name = "metadata: beside a registered buffer, or in it", .run = beside_buffer },
	{ .name = "metadata: at the end of each block, and apart", .run = both, .since = 608 },
	{ },
};
