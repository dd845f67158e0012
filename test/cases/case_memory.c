// SPDX-License-Identifier: GPL-2.0-only
/* What do cases have for the memory that a command names? */
#include <sys/mman.h>

#include "../guest/pinned.h"
#include "case.h"

uint8_t *memory_new(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		fail("mmap of %zu bytes: %s", size, strerror(errno));
	return memory;
}

void memory_register(struct ring *ring, void *memory, size_t size)
{
	struct iovec buffer = { .iov_base = memory, .iov_len = size };

	expect(io_uring_register_buffers(&ring->io, &buffer, 1), 0);
}

uint64_t memory_id(void)
{
	static uint64_t id = 1000;

	return ++id;
}

void memory_start(struct ring *ring, int fd, uint32_t op, const void *addr,
		  unsigned int len, bool vec, bool fixed, uint64_t id)
{
	struct exercise_memory args = {
		.addr = (uintptr_t)addr, .len = len, .vec = vec, .tag = id, .first = 1,
	};
	struct io_uring_sqe *sqe = ring_prep(ring, fd, op, &args, sizeof(args), id);

	/* uring_cmd_flags: IORING_URING_CMD_FIXED, and buf_index stays 0 */
	sqe->rw_flags = fixed;
	ring_submit(ring);
}

int memory_call(struct ring *ring, int fd, uint32_t op, const void *addr,
		unsigned int len, bool fixed)
{
	uint64_t id = memory_id();

	memory_start(ring, fd, op, addr, len, false, fixed, id);
	return ring_result(ring, id);
}

/* The handler counts a command before it can be released. */
void memory_release(struct ring *ring, int fd, uint64_t id)
{
	long long end = now_ms() + SOON_MS;

	while (!release(ring, fd, id, 0))
		if (now_ms() > end)
			fail("command %#llx cannot be released", (unsigned long long)id);
}

void memory_filled(const uint8_t *memory, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (memory[i] != (uint8_t)(i + 1))
			fail("byte %zu of %zu: expected %#x, saw %#x", i, len,
			     (uint8_t)(i + 1), memory[i]);
}

/* A ring lets go of its buffers some time after it was closed. */
void memory_let_go(void)
{
	long long end = now_ms() + SOON_MS;

	while (pinned_pages() && now_ms() < end)
		usleep(1000);
	expect(pinned_pages(), 0);
}
