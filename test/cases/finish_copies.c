// SPDX-License-Identifier: GPL-2.0-only
/*
 * .finish runs where it can write to the submitter's memory, from every context.
 *
 * Classes: P4 C1
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	unsigned int gone = counter(EXERCISE_FINISHES_GONE);
	int fd = device_open(DEVICE);
	struct ring ring;
	unsigned int how;

	ring_open(&ring, config);
	for (how = EXERCISE_FROM_HANDLER; how <= EXERCISE_FROM_IRQ; how++) {
		uint64_t word = 0;
		struct exercise_finish args = { .how = how, .addr = (uintptr_t)&word };

		expect(call(&ring, fd, EXERCISE_FINISH, &args, sizeof(args)), 8);
		expect(word, EXERCISE_FINISH_WORD);
	}
	expect(counter(EXERCISE_FINISHES_GONE), gone);
	ring_close(&ring);
	close(fd);
}
