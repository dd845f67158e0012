// SPDX-License-Identifier: GPL-2.0-only
/*
 * A registered buffer of huge pages, which begins within one: bytes land where the
 * address says, and nowhere else.
 *
 * Classes: B4
 */
#include <stdio.h>
#include <sys/mman.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER | RING_SQPOLL | WITH_ASYNC;

#define HUGE		(2UL << 20)
#define PAGES		2
#define SIZE		(PAGES * HUGE)

static void write_number(const char *path, unsigned int number)
{
	FILE *file = fopen(path, "w");

	if (!file)
		skip("this kernel has no %s", path);
	fprintf(file, "%u", number);
	if (fclose(file))
		fail("%u to %s: %s", number, path, strerror(errno));
}

static void reserve(unsigned int pages)
{
	/* memory that is in pieces is put together, if the kernel can */
	if (pages)
		write_number("/proc/sys/vm/compact_memory", 1);
	write_number("/proc/sys/vm/nr_hugepages", pages);
}

static uint8_t *memory_huge(void)
{
	void *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

	if (memory == MAP_FAILED)
		fail("mmap of %u huge pages: %s", PAGES, strerror(errno));
	return memory;
}

static void fill(struct ring *ring, int fd, uint32_t op, uint8_t *memory, size_t at, size_t len)
{
	uint64_t id = memory_id();
	size_t i;

	memset(memory, 0xee, SIZE);
	memory_start(ring, fd, op, memory + at, len, false, true, id);
	if (op == EXERCISE_PIN_FILL)
		memory_release(ring, fd, id);
	expect(ring_result(ring, id), len);
	memory_filled(memory + at, len);
	for (i = 0; i < SIZE; i++)
		if ((i < at || i >= at + len) && memory[i] != 0xee)
			fail("byte %zu was written, beside %zu at %zu", i, len, at);
}

/* The buffer is all but @skip at both ends of @size bytes. */
static void in_buffer(struct ring *ring, int fd, uint8_t *memory, size_t size, size_t skip)
{
	static const uint32_t ops[] = { EXERCISE_FILL, EXERCISE_PIN_FILL };
	size_t i;

	memory_register(ring, memory + skip, size - 2 * skip);
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		fill(ring, fd, ops[i], memory, skip, 100);
		fill(ring, fd, ops[i], memory, 7 * 4096 + 9, 3 * 4096);
		fill(ring, fd, ops[i], memory, size - skip - 5000, 5000);
		if (size == HUGE)
			continue;
		/* across the border of the pages, at it, and beyond */
		fill(ring, fd, ops[i], memory, HUGE - 5000, 9000);
		fill(ring, fd, ops[i], memory, HUGE, 4096);
		fill(ring, fd, ops[i], memory, HUGE + 11 * 4096 + 1, 70000);
	}
	expect(memory_call(ring, fd, EXERCISE_FILL, memory + size - skip - 1, 2, true), -EFAULT);
	expect(io_uring_unregister_buffers(&ring->io), 0);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;
	uint8_t *memory;

	reserve(PAGES);
	memory = memory_huge();
	ring_open(&ring, config);
	in_buffer(&ring, fd, memory, HUGE, 0);
	in_buffer(&ring, fd, memory, HUGE, 5 * 4096 + 300);
	in_buffer(&ring, fd, memory, SIZE, 0);
	in_buffer(&ring, fd, memory, SIZE, 5 * 4096 + 300);
	ring_close(&ring);
	close(fd);
	expect(munmap(memory, SIZE), 0);
	memory_let_go();
	reserve(0);
}
