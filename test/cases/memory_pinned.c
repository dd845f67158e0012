// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pinned memory stays until the command has ended: also when the program has
 * unmapped it, and no longer.
 */
#include <sys/mman.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK | WITH_FIXED;

#define SIZE	(3 * 4096)

static void filled_later(struct ring *ring, int fd, uint8_t *memory, bool fixed)
{
	uint64_t id = memory_id();

	memset(memory, 0, SIZE);
	memory_start(ring, fd, EXERCISE_PIN_FILL, memory + 9, SIZE - 9, false, fixed, id);
	ring_await_counter(ring, EXERCISE_LIVE, 1);
	expect(memory[9], 0);
	memory_release(ring, fd, id);
	expect(ring_result(ring, id), SIZE - 9);
	memory_filled(memory + 9, SIZE - 9);

	id = memory_id();
	memory_start(ring, fd, EXERCISE_PIN_ADD, memory, SIZE, false, fixed, id);
	ring_await_counter(ring, EXERCISE_LIVE, 1);
	memset(memory, 1, SIZE);
	memory_release(ring, fd, id);
	expect(ring_result(ring, id), SIZE);
}

static void cancelled(struct ring *ring, int fd, uint8_t *memory, bool fixed)
{
	uint64_t id = memory_id();

	memset(memory, 0, SIZE);
	memory_start(ring, fd, EXERCISE_PIN_FILL, memory, SIZE, false, fixed, id);
	ring_await_counter(ring, EXERCISE_LIVE, 1);
	/* counted by the handler, which has not held it yet */
	ring_pending(ring, id);
	expect(cancel(ring, fd, id, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(ring, id), -ECANCELED);
	expect(memory[0], 0);
}

/* Two views of the same pages; that which the command names goes. */
static void unmapped(struct ring *ring, int fd)
{
	int file = memfd_create("memory", 0);
	uint8_t *memory, *view;

	expect(ftruncate(file, SIZE), 0);
	memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	view = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (memory == MAP_FAILED || view == MAP_FAILED)
		fail("mmap: %s", strerror(errno));
	memory_start(ring, fd, EXERCISE_PIN_FILL, memory, SIZE, false, false, 4);
	ring_await_counter(ring, EXERCISE_LIVE, 1);
	expect(munmap(memory, SIZE), 0);
	memory_release(ring, fd, 4);
	expect(ring_result(ring, 4), SIZE);
	memory_filled(view, SIZE);
	expect(munmap(view, SIZE), 0);
	close(file);
}

void case_run(const struct config *config)
{
	uint8_t *memory = memory_new(SIZE);
	int fd = device_open(DEVICE), fixed;
	struct ring ring;

	ring_open(&ring, config);
	memory_register(&ring, memory, SIZE);
	for (fixed = 0; fixed <= 1; fixed++) {
		filled_later(&ring, fd, memory, fixed);
		cancelled(&ring, fd, memory, fixed);
		expect(memory_call(&ring, fd, EXERCISE_PIN_FILL, memory, 0, fixed), -EINVAL);
	}
	unmapped(&ring, fd);
	ring_close(&ring);
	close(fd);
	memory_let_go();
}
