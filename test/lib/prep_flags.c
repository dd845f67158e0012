// SPDX-License-Identifier: GPL-2.0-only
/* libucmd_prep() turns its flags into the kernel's, and refuses what it does not know. */
#include "check.h"
#include "../../lib/internal.h"

#define AT_FLAGS	1
#define AT_CMD_FLAGS	28
#define AT_BUF_INDEX	40

#define ANY_LINK	(IOSQE_IO_LINK | IOSQE_IO_HARDLINK)

static unsigned char *queued(struct libucmd *h)
{
	struct io_uring *ring = libucmd_ring(h);
	unsigned int last = (ring->sq.sqe_tail - 1) & ring->sq.ring_mask;

	return (unsigned char *)ring->sq.sqes + last * (h->payload == BIG_PAYLOAD ? 128 : 64);
}

static unsigned char *prep(struct libucmd *h, unsigned int flags)
{
	CHECK_EQ("prep", libucmd_prep(h, 1, NULL, 0, flags, 0), 0);
	return queued(h);
}

static uint32_t word(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static void check_sqe_flags(struct libucmd *h)
{
	unsigned int base = IOSQE_FIXED_FILE;

	CHECK_EQ("no flags", prep(h, 0)[AT_FLAGS], base);
	CHECK_EQ("ASYNC", prep(h, LIBUCMD_ASYNC)[AT_FLAGS], base | IOSQE_ASYNC);
	CHECK_EQ("LINK", prep(h, LIBUCMD_LINK)[AT_FLAGS], base | IOSQE_IO_LINK);
	prep(h, 0);
	CHECK_EQ("HARDLINK", prep(h, LIBUCMD_HARDLINK)[AT_FLAGS], base | IOSQE_IO_HARDLINK);
	prep(h, 0);
	CHECK_EQ("submit", libucmd_submit(h), 0);
}

static void check_buffer(struct libucmd *h)
{
	unsigned char *sqe = prep(h, LIBUCMD_BUF(0x1234));

	CHECK_EQ("BUF: uring_cmd_flags", word(sqe + AT_CMD_FLAGS), IORING_URING_CMD_FIXED);
	CHECK_EQ("BUF: buf_index", word(sqe + AT_BUF_INDEX) & 0xffff, 0x1234);
	sqe = prep(h, 0);
	CHECK_EQ("no BUF: uring_cmd_flags", word(sqe + AT_CMD_FLAGS), 0);
	CHECK_EQ("no BUF: buf_index", word(sqe + AT_BUF_INDEX), 0);
}

static void check_multishot(struct libucmd *h)
{
	unsigned char *sqe = prep(h, LIBUCMD_MULTISHOT(0x1234));

	CHECK_EQ("MULTISHOT", sqe[AT_FLAGS], IOSQE_FIXED_FILE | IOSQE_BUFFER_SELECT);
	CHECK_EQ("MULTISHOT: uring_cmd_flags", word(sqe + AT_CMD_FLAGS),
		 IORING_URING_CMD_MULTISHOT);
	CHECK_EQ("MULTISHOT: buf_group", word(sqe + AT_BUF_INDEX) & 0xffff, 0x1234);
	CHECK_EQ("MULTISHOT and BUF",
		 libucmd_prep(h, 1, NULL, 0, LIBUCMD_MULTISHOT(1) | LIBUCMD_BUF(1), 0), -EINVAL);
}

/* With the work-around on, every member but the head is copied at submission. */
static void check_link_members(struct libucmd *h, uint8_t link_flags)
{
	unsigned char *last;

	h->link_flags = link_flags;
	CHECK_EQ("head", prep(h, LIBUCMD_LINK)[AT_FLAGS] & IOSQE_ASYNC, 0);
	CHECK_EQ("middle", prep(h, LIBUCMD_HARDLINK)[AT_FLAGS] & IOSQE_ASYNC, link_flags);
	CHECK_EQ("last", prep(h, 0)[AT_FLAGS] & IOSQE_ASYNC, link_flags);
	CHECK_EQ("after the chain", prep(h, LIBUCMD_LINK)[AT_FLAGS] & IOSQE_ASYNC, 0);
	last = prep(h, LIBUCMD_HARDLINK);
	CHECK_EQ("submit ends the chain", libucmd_submit(h), 0);
	CHECK_EQ("nothing is linked behind it", last[AT_FLAGS] & ANY_LINK, 0);
	CHECK_EQ("head of a new chain", prep(h, 0)[AT_FLAGS] & IOSQE_ASYNC, 0);
}

static void check_refused(struct libucmd *h)
{
	char args[81] = { 0 };

	CHECK_EQ("tag", libucmd_prep(h, 1, NULL, 0, 0, 1ULL << 63), -EINVAL);
	CHECK_EQ("largest tag", libucmd_prep(h, 1, NULL, 0, 0, LIBUCMD_TAG_MAX), 0);
	CHECK_EQ("unknown flag", libucmd_prep(h, 1, NULL, 0, 1U << 5, 0), -EINVAL);
	CHECK_EQ("index without BUF", libucmd_prep(h, 1, NULL, 0, 1U << 16, 0), -EINVAL);
	CHECK_EQ("no arguments", libucmd_prep(h, 1, NULL, 8, 0, 0), -EINVAL);
	CHECK_EQ("80 bytes", libucmd_prep(h, 1, args, 80, 0, 0), 0);
	CHECK_EQ("81 bytes", libucmd_prep(h, 1, args, 81, 0, 0), -EINVAL);
}

static void check_small_ring(void)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .payload = 9 };
	struct libucmd *h = open_null(&opts);
	char args[17] = { 0 };

	CHECK_EQ("16 bytes", libucmd_prep(h, 1, args, 16, 0, 0), 0);
	CHECK_EQ("17 bytes", libucmd_prep(h, 1, args, 17, 0, 0), -EINVAL);
	CHECK_EQ("17 bytes, call", libucmd_call(h, 1, args, 17), -EINVAL);
	libucmd_close(&h);
}

int main(void)
{
	struct libucmd *h = open_null(NULL);

	check_sqe_flags(h);
	check_buffer(h);
	check_multishot(h);
	check_link_members(h, 0);
	check_link_members(h, IOSQE_ASYNC);
	check_refused(h);
	libucmd_close(&h);
	check_small_ring();
	return 0;
}
