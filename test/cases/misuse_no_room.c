// SPDX-License-Identifier: GPL-2.0-only
/* Holding by an op that reserved no room is named in the log; the command gets -EIO. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_misuse args = { .what = EXERCISE_HOLD_NO_ROOM };
	int fd = device_open(DEVICE);
	struct ring ring;

	expect_log("UCMD-R13: exercise: op misuse_bare: ucmd_hold() by an op that reserves no room");
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_MISUSE_BARE, &args, sizeof(args)), -EIO);
	expect(call(&ring, fd, EXERCISE_MISUSE, &args, sizeof(args)), 5);
	ring_close(&ring);
	close(fd);
}
