// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a driver writes when its program has gone on without it reaches no memory that
 * somebody else got meanwhile.
 *
 * Classes: K11
 */
#include <sys/mman.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_BIG | RING_DEFER | RING_SQPOLL;

#define SIZE	(16 * 4096)
#define OTHERS	(64 << 20)

/* The program gives the memory back, and others get it. */
static void others_take_it(struct ring *ring, int fd, uint8_t *memory, bool fixed)
{
	uint8_t *others;
	size_t i;

	if (fixed)
		expect(io_uring_unregister_buffers(&ring->io), 0);
	expect(munmap(memory, SIZE), 0);
	others = memory_new(OTHERS);
	memset(others, 0, OTHERS);
	expect(release(ring, fd, 0, 0), 1);
	ring_await_counter(ring, EXERCISE_LIVE, 0);
	for (i = 0; i < OTHERS; i++)
		if (others[i])
			fail("byte %zu of memory that is another's was written", i);
	expect(munmap(others, OTHERS), 0);
}

static void late(struct ring *ring, int fd, bool fixed)
{
	uint8_t *memory = memory_new(SIZE);

	memset(memory, 0, SIZE);
	if (fixed)
		memory_register(ring, memory, SIZE);
	expect(memory_call(ring, fd, EXERCISE_PIN_LIMITED, memory, SIZE, fixed), -ETIMEDOUT);
	expect(counter(EXERCISE_LIVE), 1);
	others_take_it(ring, fd, memory, fixed);
}

/* The program is killed; the driver writes when all of it is gone. */
static void die(const void *arg)
{
	const struct config *config = arg;
	uint8_t *memory = memory_new(SIZE);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	memory_register(&ring, memory, SIZE);
	memory_start(&ring, fd, EXERCISE_PIN_STUBBORN, memory, SIZE, false, false, 1);
	memory_start(&ring, fd, EXERCISE_PIN_STUBBORN, memory, SIZE, false, true, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	child_ready();
	for (;;)
		pause();
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	late(&ring, fd, false);
	late(&ring, fd, true);
	child_kill(child_start(die, config));
	expect(release(&ring, fd, 0, 0), 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 0);
	ring_close(&ring);
	close(fd);
	memory_let_go();
}
