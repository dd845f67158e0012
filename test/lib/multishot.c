// SPDX-License-Identifier: GPL-2.0-only
/* A multishot command completes many times, in buffers that flags name, until it is cancelled. */
#include <sys/ioctl.h>

#include "pending.h"

#define BUFFERS	4
#define GROUP	3
#define TAG	17

static char memory[BUFFERS][64];

static struct libucmd *open_events(int fd)
{
	struct libucmd *h;
	int ret;

	if (fd < 0)
		SKIP("no /dev/exercise");
	ret = ioctl(fd, EXERCISE_PLUG_EVENTS);
	if (ret < 0 && errno == EOPNOTSUPP)
		SKIP("this kernel has no multishot commands");
	CHECK_EQ("plug", ret, 0);
	CHECK_EQ("open", libucmd_open(&h, "exercise_events", NULL), 0);
	return h;
}

static void provide(struct libucmd *h)
{
	struct io_uring_buf_reg reg = { .ring_entries = BUFFERS, .bgid = GROUP };
	struct io_uring_buf_ring *ring = aligned_alloc(4096, 4096);
	int i;

	io_uring_buf_ring_init(ring);
	for (i = 0; i < BUFFERS; i++)
		io_uring_buf_ring_add(ring, memory[i], sizeof(memory[i]), i, BUFFERS - 1, i);
	io_uring_buf_ring_advance(ring, BUFFERS);
	reg.ring_addr = (uintptr_t)ring;
	CHECK_EQ("register", io_uring_register_buf_ring(libucmd_ring(h), &reg, 0), 0);
}

int main(void)
{
	struct exercise_emit args = { .n = BUFFERS - 1 };
	int fd = open("/dev/exercise", O_RDWR), i;
	struct libucmd *h = open_events(fd);
	struct libucmd_cqe cqe;
	uint64_t number;

	provide(h);
	prep(h, EXERCISE_EVENTS, &args, sizeof(args), LIBUCMD_MULTISHOT(GROUP), TAG);
	for (i = 0; i < BUFFERS - 1; i++) {
		CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, LONG_ENOUGH), 1);
		CHECK_EQ("tag", cqe.tag, TAG);
		CHECK_EQ("result", cqe.res, sizeof(number));
		CHECK_EQ("flags", cqe.flags, IORING_CQE_F_MORE | IORING_CQE_F_BUFFER |
			 i << IORING_CQE_BUFFER_SHIFT);
		memcpy(&number, memory[i], sizeof(number));
		CHECK_EQ("event", number, i + 1);
	}
	CHECK_EQ("cancel", libucmd_cancel(h, TAG), 1);
	CHECK_EQ("reap the end", libucmd_reap(h, &cqe, 1, 1, LONG_ENOUGH), 1);
	CHECK_EQ("result", cqe.res, -ECANCELED);
	CHECK_EQ("flags", cqe.flags, 0);

	/* without the flag, and for an op that is not */
	CHECK_EQ("no flag", libucmd_call(h, EXERCISE_EVENTS, &args, sizeof(args)), -EINVAL);
	prep(h, EXERCISE_EMIT, &args, sizeof(args), LIBUCMD_MULTISHOT(GROUP), TAG);
	CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, LONG_ENOUGH), 1);
	CHECK_EQ("result", cqe.res, -EINVAL);
	libucmd_close(&h);
	CHECK_EQ("pull", ioctl(fd, EXERCISE_PULL), 0);
	return 0;
}
