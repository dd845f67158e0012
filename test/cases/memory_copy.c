// SPDX-License-Identifier: GPL-2.0-only
/*
 * An op reads and writes the program's memory, its own or a registered buffer, and
 * nothing beside it.
 *
 * Classes: B1 B4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

#define SIZE	(5 * 4096)

static void copy(struct ring *ring, int fd, uint8_t *memory, size_t at, size_t len, bool fixed)
{
	unsigned int sum = 0;
	size_t i;

	memset(memory, 0xee, SIZE);
	expect(memory_call(ring, fd, EXERCISE_FILL, memory + at, len, fixed), len);
	memory_filled(memory + at, len);
	for (i = 0; i < SIZE; i++)
		if ((i < at || i >= at + len) && memory[i] != 0xee)
			fail("byte %zu was written, beside %zu at %zu", i, len, at);

	memset(memory + at, 1, len);
	for (i = 0; i < len; i++)
		sum += memory[at + i] = i * 7;
	expect(memory_call(ring, fd, EXERCISE_ADD, memory + at, len, fixed), sum);
}

/* A registered buffer is no longer than it is, and there is only one. */
static void beside(struct ring *ring, int fd, uint8_t *memory)
{
	struct exercise_memory args = { .addr = (uintptr_t)memory, .len = 16 };
	struct io_uring_sqe *sqe;

	expect(memory_call(ring, fd, EXERCISE_FILL, memory + SIZE - 15, 16, true), -EFAULT);
	expect(memory_call(ring, fd, EXERCISE_FILL, memory - 1, 16, true), -EFAULT);
	expect(memory_call(ring, fd, EXERCISE_FILL, NULL, 16, true), -EFAULT);

	/* some kernels look for it before they start the chain, and cancel that */
	if (ring->config->with == WITH_LINK)
		return;
	sqe = ring_prep(ring, fd, EXERCISE_FILL, &args, sizeof(args), 1);
	sqe->rw_flags = 1;
	sqe->buf_index = 1;
	ring_submit(ring);
	expect(ring_result(ring, 1), -EFAULT);
}

void case_run(const struct config *config)
{
	uint8_t *memory = memory_new(3 * SIZE) + SIZE;
	int fd = device_open(DEVICE), fixed;
	struct ring ring;

	ring_open(&ring, config);
	if (config->with != WITH_LINK)
		expect(memory_call(&ring, fd, EXERCISE_FILL, memory, 16, true), -EFAULT);
	memory_register(&ring, memory, SIZE);
	for (fixed = 0; fixed <= 1; fixed++) {
		copy(&ring, fd, memory, 0, SIZE, fixed);
		copy(&ring, fd, memory, 4096, 4096, fixed);
		copy(&ring, fd, memory, 4095, 2, fixed);
		copy(&ring, fd, memory, 17, 9000, fixed);
		copy(&ring, fd, memory, 5, 0, fixed);
		expect(memory_call(&ring, fd, EXERCISE_FILL, memory, 0xfffff000, fixed), -EINVAL);
	}
	beside(&ring, fd, memory);
	ring_close(&ring);
	close(fd);
	memory_let_go();
}
