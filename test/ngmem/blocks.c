// SPDX-License-Identifier: GPL-2.0-only
/*
 * How do blocks travel that have metadata?  Checksums are computed here anew, bit by
 * bit.
 */
#include <string.h>

#include "blocks.h"

uint8_t data[NR * BLOCK], back[NR * BLOCK], kept[NR * BLOCK];
uint8_t meta[NR * 16], meta_back[NR * 16], wire[NR * (BLOCK + 16)];
unsigned int size, type;
bool extended;

/* Where step() puts what came by @wire. */
static uint8_t *data_to, *meta_to;

bool identify(const struct device *device)
{
	static uint8_t page[PAGE];
	unsigned int format;

	if (!expect_answer(device, "identify", quick(device, admin(IDENTIFY, 0, page, PAGE)), 0))
		return false;
	format = page[26] & 15;
	extended = page[26] & 16;
	size = page[128 + 4 * format] | page[129 + 4 * format] << 8;
	type = page[29] & 7;
	return expect(size == 8 || size == 16, "%u bytes of metadata", size) &&
	       expect(page[27] & (extended ? 1 : 2), "metadata where it cannot be");
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

void make(uint64_t lba)
{
	unsigned int i, guard = size == 16 ? 8 : 2;

	for (i = 0; i < NR; i++) {
		uint8_t *at = meta + i * size;

		put(at, guard, checksum(data + i * BLOCK));
		put(at + guard, 2, APP);
		put(at + guard + 2, size == 16 ? 6 : 4, type == 3 ? lba : lba + i);
	}
}

bool same(const struct device *device)
{
	return expect(!memcmp(data, back, sizeof(data)), "%s: other data", device->name) &&
	       expect(!memcmp(meta, meta_back, NR * size), "%s: other metadata", device->name);
}

bool is_all(const uint8_t *at, uint8_t byte, size_t len)
{
	return *at == byte && !memcmp(at, at + 1, len - 1);
}

static void gather(const uint8_t *bytes, const uint8_t *metadata)
{
	uint8_t *at = wire;
	int i;

	for (i = 0; i < NR; i++) {
		at = mempcpy(at, bytes + i * BLOCK, BLOCK);
		at = mempcpy(at, metadata + i * size, size);
	}
}

static void scatter(void)
{
	const uint8_t *at = wire;
	int i;

	for (i = 0; i < NR; i++) {
		memcpy(data_to + i * BLOCK, at, BLOCK);
		memcpy(meta_to + i * size, at + BLOCK, size);
		at += BLOCK + size;
	}
}

struct command rw(uint8_t opcode, uint64_t lba, void *bytes, void *metadata,
		  uint32_t bits)
{
	struct command cmd = io(opcode, lba, NR, bytes, bytes ? NR * BLOCK : 0);

	if (type == 3)
		bits &= ~CHECK_REF;
	if (!type)
		bits = 0;
	cmd.nvme.cdw12 |= bits;
	cmd.nvme.cdw14 = lba;
	cmd.nvme.cdw15 = APP | 0xffffU << 16;
	if (metadata && extended) {
		if (opcode == READ) {
			data_to = bytes;
			meta_to = metadata;
		} else {
			gather(bytes, metadata);
		}
		cmd.nvme.addr = (uintptr_t)wire;
		cmd.nvme.data_len = NR * (BLOCK + size);
	} else if (metadata) {
		cmd.nvme.metadata = (uintptr_t)metadata;
		cmd.nvme.metadata_len = NR * size;
	}
	return cmd;
}

bool step_by(const struct device *device, enum door door, const char *what,
	     struct command cmd, int wanted)
{
	uint64_t result;

	if (!expect_answer(device, what, ask(device, door, &cmd, &result), wanted))
		return expect(false, "by %s", door_names[door]);
	if (cmd.nvme.opcode == READ && cmd.nvme.addr == (uintptr_t)wire && !wanted)
		scatter();
	return true;
}

bool step(const struct device *device, const char *what, struct command cmd, int wanted)
{
	return step_by(device, URING, what, cmd, wanted);
}

bool is_still(const struct device *device, uint64_t lba, const uint8_t *bytes)
{
	return step(device, "reading back", rw(READ, lba, back, meta_back, 0), 0) &&
	       expect(!memcmp(back, bytes, sizeof(back)), "%s: it was written", device->name);
}
