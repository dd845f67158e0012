// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rings with entries of both sizes: large arguments and second result words where asked for.
 *
 * Classes: Q9 R1
 */
#include <stddef.h>

#include "case.h"

#ifndef IORING_SETUP_CQE_MIXED
#define IORING_SETUP_CQE_MIXED	(1U << 18)
#endif
#ifndef IORING_SETUP_SQE_MIXED
#define IORING_SETUP_SQE_MIXED	(1U << 19)
#endif
#ifndef IORING_CQE_F_32
#define IORING_CQE_F_32		(1U << 15)
#endif

/* IORING_OP_URING_CMD128, Linux 6.19. */
#define OP_URING_CMD128		64

const unsigned int case_configs = RING_DEFAULT | RING_DEFER | RING_SQPOLL | RING_COOP | WITH_ASYNC;

static struct io_uring io;
static const struct config *ring_config;

/* liburing 2.3 knows small entries only: a large one is two of them. */
static void submit(int fd, uint32_t op, const void *args, size_t size, bool large)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(&io);

	memset(sqe, 0, sizeof(*sqe));
	if (large)
		memset(io_uring_get_sqe(&io), 0, sizeof(*sqe));
	sqe->opcode = large ? OP_URING_CMD128 : IORING_OP_URING_CMD;
	sqe->fd = fd;
	sqe->cmd_op = op;
	if (ring_config->with == WITH_ASYNC)
		sqe->flags |= IOSQE_ASYNC;
	memcpy((char *)sqe + offsetof(struct io_uring_sqe, cmd), args, size);
	expect_below(0, io_uring_submit(&io));
}

static struct done reap(void)
{
	struct __kernel_timespec timeout = { .tv_sec = SOON_MS / 1000 };
	struct io_uring_cqe *cqe;
	struct done done = { };
	bool large;

	expect(io_uring_wait_cqe_timeout(&io, &cqe, &timeout), 0);
	large = cqe->flags & IORING_CQE_F_32;
	done.res = cqe->res;
	if (large)
		memcpy(&done.res2, cqe + 1, sizeof(done.res2));
	io_uring_cq_advance(&io, large ? 2 : 1);
	return done;
}

static void try_arguments(int fd)
{
	struct exercise_sum80 args = { { [0] = 1, [3] = 20, [4] = 300, [19] = 4000 } };

	submit(fd, EXERCISE_SUM80, &args, sizeof(args), true);
	expect(reap().res, 4321);
	submit(fd, EXERCISE_SUM80, &args, 16, false);
	expect(reap().res, -EINVAL);
	submit(fd, EXERCISE_SUM16, &args, sizeof(struct exercise_sum16), true);
	expect(reap().res, 21);
}

static void try_results(int fd)
{
	struct exercise_echo2 args = { .res = 12, .res2 = 0xfedcba9876543210ULL };
	struct exercise_hold hold = { .how = EXERCISE_FROM_IRQ, .res = 34 };
	struct done done;

	submit(fd, EXERCISE_ECHO2, &args, sizeof(args), false);
	done = reap();
	expect(done.res, 12);
	expect(done.res2, 0xfedcba9876543210ULL);
	submit(fd, EXERCISE_HOLD2, &hold, sizeof(hold), false);
	done = reap();
	expect(done.res, 34);
	expect(done.res2, EXERCISE_HOLD2_WORD);
	submit(fd, EXERCISE_HOLD, &hold, sizeof(hold), false);
	expect(reap().res, 34);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), err;
	unsigned int setup = config->setup | IORING_SETUP_CQE_MIXED | IORING_SETUP_SQE_MIXED;

	ring_config = config;
	err = io_uring_queue_init(RING_ENTRIES, &io, setup);
	if (err == -EINVAL)
		skip("this kernel has no rings with mixed entries");
	expect(err, 0);
	try_arguments(fd);
	try_results(fd);
	io_uring_queue_exit(&io);
	close(fd);
}
