// SPDX-License-Identifier: GPL-2.0-only
/*
 * Completions of 16 and of 32 bytes are read right, second result included.
 *
 * The ring is made of plain memory, so no kernel takes part.
 */
#include "check.h"
#include "../../lib/internal.h"

#define ENTRIES	4

static struct {
	unsigned int sq_head, sq_tail, sq_flags, cq_head, cq_tail;
	uint64_t cqes[ENTRIES * 4];
	struct libucmd h;
} fake;

static void make(bool large)
{
	memset(&fake, 0, sizeof(fake));
	fake.h.calls = CALL_BIT | 9;
	fake.h.late = 1;
	fake.h.ring.flags = large ? IORING_SETUP_CQE32 : 0;
	fake.h.ring.sq.khead = &fake.sq_head;
	fake.h.ring.sq.ktail = &fake.sq_tail;
	fake.h.ring.sq.kflags = &fake.sq_flags;
	fake.h.ring.cq.khead = &fake.cq_head;
	fake.h.ring.cq.ktail = &fake.cq_tail;
	fake.h.ring.cq.cqes = (struct io_uring_cqe *)fake.cqes;
	fake.h.ring.cq.ring_mask = ENTRIES - 1;
	fake.h.ring.cq.ring_entries = ENTRIES;
	/* the counters wrap during the test */
	fake.cq_head = -2U;
	fake.cq_tail = -2U;
}

static void post(bool large, uint64_t user_data, int32_t res, uint32_t flags, uint64_t res2)
{
	unsigned int size = large ? 32 : 16;
	unsigned char *at = (unsigned char *)fake.cqes + (fake.cq_tail++ % ENTRIES) * size;

	memcpy(at, &user_data, 8);
	memcpy(at + 8, &res, 4);
	memcpy(at + 12, &flags, 4);
	if (large)
		memcpy(at + 16, &res2, 8);
}

static void check_size(bool large)
{
	struct libucmd_cqe cqes[ENTRIES];

	check_case = large ? "32 bytes" : "16 bytes";
	make(large);
	post(large, 1, -5, 0, 0x1111111111111111);
	post(large, CALL_BIT | 8, 0, 0, 0);		/* late: never comes out */
	post(large, 2, 6, 7, 0x2222222222222222);
	post(large, LIBUCMD_TAG_MAX, INT32_MIN, 0, 0x3333333333333333);

	CHECK_EQ("room for two", libucmd_reap(&fake.h, cqes, 2, 0, 0), 2);
	CHECK_EQ("first tag", cqes[0].tag, 1);
	CHECK_EQ("first result", cqes[0].res, -5);
	CHECK_EQ("first second result", cqes[0].res2, large ? 0x1111111111111111 : 0);
	CHECK_EQ("second tag", cqes[1].tag, 2);
	CHECK_EQ("second result", cqes[1].res, 6);
	CHECK_EQ("second flags", cqes[1].flags, 7);
	CHECK_EQ("second second result", cqes[1].res2, large ? 0x2222222222222222 : 0);
	CHECK_EQ("late", libucmd_late(&fake.h), 0);

	CHECK_EQ("the rest", libucmd_reap(&fake.h, cqes, 4, 1, 0), 1);
	CHECK_EQ("third tag", cqes[0].tag, LIBUCMD_TAG_MAX);
	CHECK_EQ("third result", cqes[0].res, INT32_MIN);
	CHECK_EQ("empty", libucmd_reap(&fake.h, cqes, 4, 0, 0), 0);
	CHECK_EQ("all taken", fake.cq_head, fake.cq_tail);
}

int main(void)
{
	check_size(false);
	check_size(true);
	return 0;
}
