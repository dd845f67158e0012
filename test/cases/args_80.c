// SPDX-License-Identifier: GPL-2.0-only
/* All 80 bytes of arguments reach the handler, on a ring of 128-byte entries. */
#include "case.h"

const unsigned int case_configs = RING_SQE128 | RING_BIG;

void case_run(const struct config *config)
{
	struct exercise_sum80 args;
	int fd = device_open(DEVICE), sum = 0;
	struct ring ring;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(args.word); i++) {
		args.word[i] = 1 << i;
		sum += 1 << i;
	}
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_SUM80, &args, sizeof(args)), sum);
	ring_close(&ring);
	close(fd);
}
