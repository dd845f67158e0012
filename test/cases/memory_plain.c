// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command whose entry names a registered buffer can name plain memory besides, and
 * each of the two addresses is taken for what it is.
 *
 * Classes: B1 B4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define SIZE	(4 * 4096)

static const uint32_t ops[] = {
	EXERCISE_MOVE, EXERCISE_MOVE_VEC, EXERCISE_PIN_MOVE, EXERCISE_PIN_MOVE_VEC,
};

static bool is_vec(uint32_t op)
{
	return op == EXERCISE_MOVE_VEC || op == EXERCISE_PIN_MOVE_VEC;
}

static int move(struct ring *ring, int fd, uint32_t op, uint8_t *from, uint8_t *to, bool fixed)
{
	struct iovec vec[2] = {
		{ from, 17 }, { from + 17, EXERCISE_MOVE_LEN - 17 },
	};
	struct exercise_move args = {
		.from = is_vec(op) ? (uintptr_t)vec : (uintptr_t)from,
		.to = (uintptr_t)to,
	};
	uint64_t id = memory_id();
	struct io_uring_sqe *sqe = ring_prep(ring, fd, op, &args, sizeof(args), id);

	/* uring_cmd_flags, as memory_start() has it */
	sqe->rw_flags = fixed;
	ring_submit(ring);
	return ring_result(ring, id);
}

static void moved(struct ring *ring, int fd, uint32_t op, uint8_t *from, uint8_t *to, bool fixed)
{
	size_t i;

	memset(to, 0xee, EXERCISE_MOVE_LEN);
	for (i = 0; i < EXERCISE_MOVE_LEN; i++)
		from[i] = i + 1;
	expect(move(ring, fd, op, from, to, fixed), EXERCISE_MOVE_LEN);
	memory_filled(to, EXERCISE_MOVE_LEN);
}

void case_run(const struct config *config)
{
	uint8_t *in = memory_new(SIZE), *out = memory_new(SIZE), *nowhere = (uint8_t *)4096;
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i;

	ring_open(&ring, config);
	memory_register(&ring, in, SIZE);
	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		moved(&ring, fd, ops[i], out + 9, in + 4000, true);
		/* both without, and the plain one in the buffer all the same */
		moved(&ring, fd, ops[i], in + 9, out + 4000, false);
		moved(&ring, fd, ops[i], in + 9, in + 8192, true);
		expect(move(&ring, fd, ops[i], nowhere, in, true), -EFAULT);
		expect(move(&ring, fd, ops[i], (uint8_t *)(1UL << 63), in, true), -EFAULT);
		/* the other is in the buffer, or nowhere */
		expect(move(&ring, fd, ops[i], out, out, true), -EFAULT);
	}
	ring_close(&ring);
	close(fd);
	memory_let_go();
}
