// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is not present is brought in; the handler is called a second time for
 * it, no more.  Memory that is not there is EFAULT.
 */
#include <sys/mman.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

#define SIZE	(4 * 4096)

static void bring_in(struct ring *ring, int fd, uint32_t op, int res)
{
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	uint8_t *memory = memory_new(SIZE);

	expect(memory_call(ring, fd, op, memory, SIZE, false), res);
	expect_below(counter(EXERCISE_HANDLERS), handlers + 3);
	if (op == EXERCISE_FILL)
		memory_filled(memory, SIZE);
	expect(munmap(memory, SIZE), 0);
}

static void not_there(struct ring *ring, int fd, uint32_t op)
{
	uint8_t *memory = memory_new(SIZE);

	memory[0] = 1;
	expect(munmap(memory + 4096, 4096), 0);
	expect(memory_call(ring, fd, op, memory, SIZE, false), -EFAULT);
	expect(memory_call(ring, fd, op, memory + 4096, 1, false), -EFAULT);
	expect(memory_call(ring, fd, op, (void *)~0xfffUL, 4096, false), -EFAULT);
	expect(memory_call(ring, fd, op, (void *)(1UL << 63), 1, false), -EFAULT);
	expect(munmap(memory, 4096), 0);
	expect(munmap(memory + 8192, SIZE - 8192), 0);
}

/* Not for writing. */
static void read_only(struct ring *ring, int fd)
{
	uint8_t *memory = memory_new(SIZE);

	memory[0] = 3;
	expect(mprotect(memory, SIZE, PROT_READ), 0);
	expect(memory_call(ring, fd, EXERCISE_ADD, memory, SIZE, false), 3);
	expect(memory_call(ring, fd, EXERCISE_FILL, memory, SIZE, false), -EFAULT);
	expect(memory[0], 3);
	expect(munmap(memory, SIZE), 0);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	bring_in(&ring, fd, EXERCISE_FILL, SIZE);
	bring_in(&ring, fd, EXERCISE_ADD, 0);
	not_there(&ring, fd, EXERCISE_FILL);
	not_there(&ring, fd, EXERCISE_ADD);
	not_there(&ring, fd, EXERCISE_PIN_FILL);
	read_only(&ring, fd);
	ring_close(&ring);
	close(fd);
	memory_let_go();
}
