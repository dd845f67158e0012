// SPDX-License-Identifier: GPL-2.0-only
/* A command is encoded byte for byte as the kernel wants it, on both entry sizes. */
#include "check.h"
#include "../../lib/internal.h"

/* Where Linux has the fields, as numbers: a mistake in a header would not show otherwise */
#define AT_OPCODE	0
#define AT_FLAGS	1
#define AT_FD		4
#define AT_CMD_OP	8
#define AT_USER_DATA	32
#define AT_PAYLOAD	48

static void expect(unsigned char *bytes, unsigned int at, uint64_t value, unsigned int size)
{
	memcpy(bytes + at, &value, size);
}

static void check_encoding(unsigned int capacity, size_t len)
{
	struct libucmd h = { .payload = capacity, .target = 5, .sqe_flags = IOSQE_FIXED_FILE };
	unsigned int size = capacity == BIG_PAYLOAD ? 128 : 64;
	uint64_t slots[24];
	unsigned char *saw = (unsigned char *)slots, want[sizeof(slots)];
	unsigned char args[BIG_PAYLOAD];
	unsigned int i;

	for (i = 0; i < sizeof(args); i++)
		args[i] = 0x40 + i;
	memset(saw, 0xee, sizeof(slots));		/* a slot that was used before */
	libucmd_encode(&h, (struct io_uring_sqe *)saw, 0xc0de1234, args, len,
		       0x1122334455667788);

	memset(want, 0xee, sizeof(want));	/* the next slot is not ours */
	memset(want, 0, size);
	expect(want, AT_OPCODE, 46, 1);
	expect(want, AT_FLAGS, 1, 1);
	expect(want, AT_FD, 5, 4);
	expect(want, AT_CMD_OP, 0xc0de1234, 4);
	expect(want, AT_USER_DATA, 0x1122334455667788, 8);
	memcpy(want + AT_PAYLOAD, args, len);

	for (i = 0; i < sizeof(want); i++) {
		if (saw[i] == want[i])
			continue;
		fprintf(stderr, "capacity %u, payload %zu, byte %u: expected %#x, saw %#x\n",
			capacity, len, i, want[i], saw[i]);
		exit(1);
	}
}

int main(void)
{
	size_t len;

	for (len = 0; len <= SMALL_PAYLOAD; len++)
		check_encoding(SMALL_PAYLOAD, len);
	for (len = 0; len <= BIG_PAYLOAD; len++)
		check_encoding(BIG_PAYLOAD, len);
	return 0;
}
