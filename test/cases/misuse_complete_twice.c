// SPDX-License-Identifier: GPL-2.0-only
/*
 * The second completion of a held command does nothing, is told so and reported.
 *
 * Classes: K1 K13
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_misuse args = { .what = EXERCISE_COMPLETE_TWICE };
	unsigned int completed = counter(EXERCISE_COMPLETED);
	unsigned int lost = counter(EXERCISE_LOST);
	int fd = device_open(DEVICE);
	struct ring ring;

	expect_log("UCMD-R01: exercise: op misuse: a command that is over was completed again");
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_MISUSE, &args, sizeof(args)), 1);
	/* the program may know before the handler has counted */
	await_counter(EXERCISE_COMPLETED, completed + 1);
	await_counter(EXERCISE_LOST, lost + 1);
	ring_close(&ring);
	close(fd);
}
