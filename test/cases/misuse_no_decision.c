// SPDX-License-Identifier: GPL-2.0-only
/*
 * A handler that decides nothing is named in the log; its command gets -EIO.
 *
 * Classes: K12
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_misuse args = { .what = EXERCISE_ZERO_RESULT };
	int fd = device_open(DEVICE);
	struct ring ring;

	expect_log("UCMD-R04: exercise: op misuse: handler returned without a decision");
	expect_log("UCMD-R04: exercise: op misuse_bare: handler returned without a decision");
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_MISUSE, &args, sizeof(args)), -EIO);
	expect(call(&ring, fd, EXERCISE_MISUSE_BARE, &args, sizeof(args)), -EIO);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	ring_close(&ring);
	close(fd);
}
