// SPDX-License-Identifier: GPL-2.0-only
/* Is the data what it should be, through every door and whatever names the memory? */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "client.h"

static uint8_t out[TRANSFER_MAX + PAGE], in[TRANSFER_MAX + PAGE];

static bool holds(const struct device *device, uint64_t lba, const void *data, size_t len,
		  const char *what)
{
	static uint8_t now[TRANSFER_MAX];
	int ret;

	memset(now, 0xee, len);
	ret = quick(device, io(READ, lba, len / BLOCK, now, len));
	if (!expect_answer(device, "reading back", ret, 0))
		return false;
	return expect(!memcmp(now, data, len), "%s: LBA %llu is not %s", device->name,
		      (unsigned long long)lba, what);
}

/* Blocks of every length around a page, at every place in it, by every door. */
static bool lengths(const struct device *device)
{
	static const unsigned int nrs[] = { 1, 2, 7, 8, 9, 16, 255, 256 };
	unsigned int i, lba, door;
	uint64_t result;

	for (door = 0; door < DOORS; door++)
		for (i = 0; i < ARRAY_SIZE(nrs); i++)
			for (lba = 1000; lba < 1009; lba += 4) {
				size_t len = nrs[i] * BLOCK;
				struct command cmd = io(WRITE, lba, nrs[i], out, len);

				fill(out, len, lba + i + door);
				if (!expect_answer(device, door_names[door],
						   ask(device, door, &cmd, &result), 0) ||
				    !holds(device, lba, out, len, "what was written"))
					return false;
				cmd = io(READ, lba, nrs[i], in, len);
				memset(in, 0, len);
				if (!expect_answer(device, door_names[door],
						   ask(device, door, &cmd, &result), 0) ||
				    !expect(!memcmp(in, out, len), "%s: read something else",
					    door_names[door]))
					return false;
			}
	return true;
}

/* What is beside the blocks that are written stays. */
static bool neighbours(const struct device *device)
{
	fill(out, 24 * BLOCK, 1);
	if (!expect_answer(device, "write", quick(device, io(WRITE, 2000, 24, out, 24 * BLOCK)),
			   0))
		return false;
	fill(out + 5 * BLOCK, 13 * BLOCK, 2);
	if (!expect_answer(device, "write",
			   quick(device, io(WRITE, 2005, 13, out + 5 * BLOCK, 13 * BLOCK)), 0))
		return false;
	return holds(device, 2000, out, 24 * BLOCK, "old, new, old");
}

static bool odd_address(const struct device *device)
{
	fill(out + 3, 8 * BLOCK, 3);
	if (!expect_answer(device, "write", quick(device, io(WRITE, 3000, 8, out + 3, 8 * BLOCK)),
			   0) ||
	    !expect_answer(device, "read", quick(device, io(READ, 3000, 8, in + 5, 8 * BLOCK)), 0))
		return false;
	return expect(!memcmp(in + 5, out + 3, 8 * BLOCK), "read something else");
}

static bool vectors(const struct device *device)
{
	struct iovec write[3] = { { out, PAGE }, { out + PAGE, PAGE }, { out + 2 * PAGE, PAGE } };
	struct iovec read[2] = { { in, PAGE }, { in + PAGE, 2 * PAGE } };
	unsigned int door;
	uint64_t result;

	for (door = IOCTL64; door < DOORS; door++) {
		struct command cmd = io(WRITE, 4000, 24, write, ARRAY_SIZE(write));

		cmd.how = VECTOR;
		fill(out, 3 * PAGE, 4 + door);
		if (!expect_answer(device, door_names[door], ask(device, door, &cmd, &result), 0))
			return false;
		cmd = io(READ, 4000, 24, read, ARRAY_SIZE(read));
		cmd.how = VECTOR;
		memset(in, 0, 3 * PAGE);
		if (!expect_answer(device, door_names[door], ask(device, door, &cmd, &result), 0) ||
		    !expect(!memcmp(in, out, 3 * PAGE), "read something else"))
			return false;
	}
	return true;
}

static bool registered(const struct device *device)
{
	struct command cmd;

	/* a ring exists from the first command on */
	quick(device, io(FLUSH, 0, 1, NULL, 0));
	cmd = io(WRITE, 5000, 16, fixed + 16 * BLOCK, 16 * BLOCK);
	cmd.how = FIXED;
	fill(fixed, 32 * BLOCK, 6);
	if (!expect_answer(device, "write", quick(device, cmd), 0))
		return false;
	cmd = io(READ, 5000, 16, fixed, 16 * BLOCK);
	cmd.how = FIXED;
	if (!expect_answer(device, "read", quick(device, cmd), 0) ||
	    !expect(!memcmp(fixed, fixed + 16 * BLOCK, 16 * BLOCK), "read something else"))
		return false;
	cmd = io(READ, 5000, 16, fixed + TRANSFER_MAX - 8 * BLOCK, 16 * BLOCK);
	cmd.how = FIXED;
	return expect_answer(device, "past its end", quick(device, cmd), -14);
}

/* Memory that is there only once it is touched: the first call cannot copy. */
static bool absent_memory(const struct device *device)
{
	uint8_t *memory = mmap(NULL, TRANSFER_MAX, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool right;

	fill(out, TRANSFER_MAX, 7);
	right = expect_answer(device, "write",
			      quick(device, io(WRITE, 6000, 256, out, TRANSFER_MAX)), 0) &&
		expect_answer(device, "read",
			      quick(device, io(READ, 6000, 256, memory, TRANSFER_MAX)), 0) &&
		expect(!memcmp(memory, out, TRANSFER_MAX), "read something else");
	munmap(memory, TRANSFER_MAX);
	return right;
}

/* The second half of the memory is missing: nothing is written. */
static bool half_write(const struct device *device)
{
	uint8_t *half = half_page();
	unsigned int door;
	uint64_t result;

	fill(out, 2 * PAGE, 8);
	if (!expect_answer(device, "write", quick(device, io(WRITE, 7000, 16, out, 2 * PAGE)), 0))
		return false;
	fill(half, PAGE, 9);
	for (door = 0; door < DOORS; door++) {
		struct command cmd = io(WRITE, 7000, 16, half, 2 * PAGE);

		if (!expect_answer(device, door_names[door], ask(device, door, &cmd, &result),
				   -14) ||
		    !holds(device, 7000, out, 2 * PAGE, "as before"))
			return false;
	}
	return expect_answer(device, "read", quick(device, io(READ, 7000, 16, half, 2 * PAGE)),
			     -14);
}

static bool write_zeroes(const struct device *device)
{
	fill(out, 40 * BLOCK, 10);
	if (!expect_answer(device, "write", quick(device, io(WRITE, 8003, 40, out, 40 * BLOCK)),
			   0) ||
	    !expect_answer(device, "zeroes", quick(device, io(WRITE_ZEROES, 8006, 30, NULL, 0)), 0))
		return false;
	memset(out + 3 * BLOCK, 0, 30 * BLOCK);
	return holds(device, 8003, out, 40 * BLOCK, "zero inside, as before outside");
}

struct range {
	uint32_t attributes;
	uint32_t nr;
	uint64_t lba;
};

static struct command trim(struct range *ranges, unsigned int nr)
{
	struct command cmd = io(DSM, nr - 1, 1, ranges, nr * sizeof(*ranges));

	/* deallocate */
	cmd.nvme.cdw11 = 4;
	return cmd;
}

static bool deallocate(const struct device *device)
{
	struct range ranges[] = { { 0, 16, 9000 }, { 0, 8, 9024 } };

	fill(out, 40 * BLOCK, 11);
	if (!expect_answer(device, "write", quick(device, io(WRITE, 9000, 40, out, 40 * BLOCK)),
			   0) ||
	    !expect_answer(device, "dsm", quick(device, trim(ranges, 2)), 0))
		return false;
	memset(out, 0, 16 * BLOCK);
	memset(out + 24 * BLOCK, 0, 8 * BLOCK);
	return holds(device, 9000, out, 40 * BLOCK, "zero where it was deallocated");
}

static bool deallocate_bad(const struct device *device)
{
	struct range ranges[] = { { 0, 16, 9000 }, { 0, 8, 1ULL << 40 } };

	fill(out, 16 * BLOCK, 12);
	return expect_answer(device, "write",
			     quick(device, io(WRITE, 9000, 16, out, 16 * BLOCK)), 0) &&
	       expect_answer(device, "dsm", quick(device, trim(ranges, 2)), 0x80 | DNR) &&
	       holds(device, 9000, out, 16 * BLOCK, "as before");
}

static bool compare(const struct device *device)
{
	fill(out, 16 * BLOCK, 13);
	if (!expect_answer(device, "write",
			   quick(device, io(WRITE, 10001, 16, out, 16 * BLOCK)), 0) ||
	    !expect_answer(device, "the same",
			   quick(device, io(COMPARE, 10001, 16, out, 16 * BLOCK)), 0))
		return false;
	out[15 * BLOCK] ^= 1;
	return expect_answer(device, "one bit",
			     quick(device, io(COMPARE, 10001, 16, out, 16 * BLOCK)),
			     0x285 | DNR);
}

struct source {
	uint64_t reserved;
	uint64_t lba;
	uint16_t nr;
	uint8_t rest[14];
};

static struct command copy_to(uint64_t lba, struct source *sources, unsigned int nr)
{
	return io(COPY, lba, nr, sources, nr * sizeof(*sources));
}

static bool copy(const struct device *device)
{
	struct source sources[] = {
		{ .lba = 11003, .nr = 9 }, { .lba = 11000, .nr = 2 }, { .lba = 11020, .nr = 0 },
	};

	fill(out, 32 * BLOCK, 14);
	if (!expect_answer(device, "write",
			   quick(device, io(WRITE, 11000, 32, out, 32 * BLOCK)), 0) ||
	    !expect_answer(device, "copy", quick(device, copy_to(11005, sources, 3)), 0))
		return false;
	memcpy(in, out + 3 * BLOCK, 10 * BLOCK);
	memcpy(in + 10 * BLOCK, out, 3 * BLOCK);
	memcpy(in + 13 * BLOCK, out + 20 * BLOCK, BLOCK);
	return holds(device, 11005, in, 14 * BLOCK, "copied as it was before");
}

static bool copy_bad(const struct device *device)
{
	struct source far = { .lba = 1ULL << 40, .nr = 3 };
	struct source big[2] = { { .lba = 0, .nr = 255 }, { .lba = 0, .nr = 0 } };

	return expect_answer(device, "source", quick(device, copy_to(0, &far, 1)), 0x80 | DNR) &&
	       expect_answer(device, "too much", quick(device, copy_to(0, big, 2)),
			     0x183 | DNR);
}

/* Readers see all of a write, also of zeroes, or nothing of it. */
static const struct device *torn_device;
static bool torn_stop;

static void *torn_writer(void *arg)
{
	static uint8_t data[2][TRANSFER_MAX];
	struct nvme_passthru_cmd64 cmd = {
		.opcode = WRITE, .nsid = torn_device->nsid, .data_len = TRANSFER_MAX,
		.cdw10 = 12003, .cdw12 = 255,
	};
	unsigned int i;

	memset(data[1], 0xff, TRANSFER_MAX);
	for (i = 0; !__atomic_load_n(&torn_stop, __ATOMIC_RELAXED); i++) {
		struct command full = { .how = 0 };
		uint64_t result;

		memcpy(&full.nvme, &cmd, sizeof(full.nvme));
		full.nvme.addr = (uintptr_t)data[i % 2];
		if (i % 4 == 2) {
			full.nvme.opcode = WRITE_ZEROES;
			full.nvme.data_len = 0;
		}
		if (ask(torn_device, IOCTL64, &full, &result))
			return arg;
	}
	return NULL;
}

static bool torn(const struct device *device)
{
	bool right = true;
	pthread_t thread;
	void *bad;
	int i;

	torn_device = device;
	torn_stop = false;
	memset(out, 0, TRANSFER_MAX);
	right = expect_answer(device, "write",
			      quick(device, io(WRITE, 12003, 256, out, TRANSFER_MAX)), 0);
	if (pthread_create(&thread, NULL, torn_writer, out))
		return expect(false, "no thread");
	for (i = 0; i < 2000 && right; i++)
		right = expect_answer(device, "read",
				      quick(device, io(READ, 12003, 256, in, TRANSFER_MAX)), 0) &&
			expect(in[0] == in[TRANSFER_MAX - 1] &&
			       !memcmp(in, in + 1, TRANSFER_MAX - 1), "a mix of two writes");
	__atomic_store_n(&torn_stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, &bad);
	return expect(!bad, "a write failed") && right;
}

const struct check data_checks[] = {
	{ .name = "blocks of every length, by every door", .run = lengths },
	{ .name = "what is beside stays", .run = neighbours },
	{ .name = "an odd address", .run = odd_address },
	{ .name = "vectors", .run = vectors },
	{ .name = "a registered buffer", .run = registered },
	{ .name = "memory that is not there yet", .run = absent_memory },
	{ .name = "half of the memory is missing: nothing is written", .run = half_write },
	{ .name = "write zeroes", .run = write_zeroes },
	{ .name = "deallocate", .run = deallocate },
	{ .name = "deallocate: one range is bad, all stay", .run = deallocate_bad,
	  .not_reference = "QEMU leaves bad ranges out" },
	{ .name = "compare", .run = compare },
	{ .name = "copy", .run = copy },
	{ .name = "copy: what is refused", .run = copy_bad },
	{ .name = "a write is seen all or not at all", .run = torn,
	  .not_reference = "not promised" },
	{ },
};
