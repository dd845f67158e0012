// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vector names memory: of the program everywhere, of a registered buffer where the
 * kernel knows that.
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define SIZE		(4 * 4096)
#define ENTRIES_MAX	1024

static int call_vec(struct ring *ring, int fd, uint32_t op, const struct iovec *vec,
		    unsigned int nr, bool fixed)
{
	uint64_t id = memory_id();

	memory_start(ring, fd, op, vec, nr, true, fixed, id);
	if (op == EXERCISE_PIN_FILL)
		memory_release(ring, fd, id);
	return ring_result(ring, id);
}

static void fill(struct ring *ring, int fd, uint32_t op, uint8_t *memory, bool fixed)
{
	struct iovec vec[] = {
		{ memory + 4090, 12 }, { memory, 0 }, { memory + 1, 4000 }, { memory + 8200, 8000 },
	};
	uint8_t seen[12 + 4000 + 8000];

	/* the kernel takes no empty entry then */
	if (fixed) {
		vec[1] = (struct iovec){ memory + 1, 1 };
		vec[2] = (struct iovec){ memory + 2, 3999 };
	}
	memset(memory, 0xee, SIZE);
	expect(call_vec(ring, fd, op, vec, ARRAY_SIZE(vec), fixed), sizeof(seen));
	memcpy(seen, memory + 4090, 12);
	memcpy(seen + 12, memory + 1, 4000);
	memcpy(seen + 4012, memory + 8200, 8000);
	memory_filled(seen, sizeof(seen));
	expect(memory[0], 0xee);
	expect(memory[4001], 0xee);
	expect(memory[8199], 0xee);

	expect(call_vec(ring, fd, op, vec, 1, fixed), 12);
	memory_filled(memory + 4090, 12);
}

static void refuse(struct ring *ring, int fd, uint8_t *memory)
{
	static struct iovec many[ENTRIES_MAX + 1];
	struct iovec bad = { memory, 16 }, nowhere = { (void *)(1UL << 63), 16 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct iovec){ memory + i, 1 };
	expect(call_vec(ring, fd, EXERCISE_FILL, many, ENTRIES_MAX, false), ENTRIES_MAX);
	expect(call_vec(ring, fd, EXERCISE_FILL, many, ENTRIES_MAX + 1, false), -EINVAL);
	expect(call_vec(ring, fd, EXERCISE_FILL, many, 0, false), 0);
	expect(call_vec(ring, fd, EXERCISE_FILL, (void *)8, 1, false), -EFAULT);
	expect(call_vec(ring, fd, EXERCISE_FILL, &nowhere, 1, false), -EFAULT);
	bad.iov_len = ~0UL;
	expect(call_vec(ring, fd, EXERCISE_FILL, &bad, 1, false), -EINVAL);
	memory_start(ring, fd, EXERCISE_PIN_FILL, many, 0, true, false, 1);
	expect(ring_result(ring, 1), -EINVAL);
	/* no kernel takes as much at once, nor allocates for it */
	bad.iov_len = 1UL << 45;
	memory_start(ring, fd, EXERCISE_PIN_FILL, &bad, 1, true, false, 2);
	expect(ring_result(ring, 2), -EFAULT);
}

static void fill_fixed(struct ring *ring, int fd, uint8_t *memory)
{
	struct iovec vec = { memory, 16 };

	memory_register(ring, memory, SIZE);
	if (!strncmp(kernel_release(), "6.1.", 4) || !strncmp(kernel_release(), "6.12.", 5)) {
		expect(call_vec(ring, fd, EXERCISE_FILL, &vec, 1, true), -EOPNOTSUPP);
		return;
	}
	fill(ring, fd, EXERCISE_FILL, memory, true);
	fill(ring, fd, EXERCISE_PIN_FILL, memory, true);
	vec.iov_base = memory + SIZE - 15;
	expect(call_vec(ring, fd, EXERCISE_FILL, &vec, 1, true), -EFAULT);
}

void case_run(const struct config *config)
{
	uint8_t *memory = memory_new(2 * SIZE);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	fill(&ring, fd, EXERCISE_FILL, memory, false);
	fill(&ring, fd, EXERCISE_PIN_FILL, memory, false);
	refuse(&ring, fd, memory);
	fill_fixed(&ring, fd, memory);
	ring_close(&ring);
	close(fd);
	memory_let_go();
}
