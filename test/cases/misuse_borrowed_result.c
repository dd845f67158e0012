// SPDX-License-Identifier: GPL-2.0-only
/*
 * A handler that returns another command's result is named; its command gets -EIO.
 *
 * Classes: K12
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

void case_run(const struct config *config)
{
	struct exercise_misuse lend = { .what = EXERCISE_LEND_RESULT };
	struct exercise_misuse borrow = { .what = EXERCISE_BORROW_RESULT };
	int fd = device_open(DEVICE);
	struct ring ring;

	expect_log("UCMD-R03: exercise: op misuse_asleep: handler returned a result that was made for another command");
	ring_open(&ring, config);
	start(&ring, fd, EXERCISE_MISUSE_ASLEEP, &lend, sizeof(lend), 1);
	start(&ring, fd, EXERCISE_MISUSE_ASLEEP, &borrow, sizeof(borrow), 2);
	expect(ring_result(&ring, 2), -EIO);
	expect(ring_result(&ring, 1), 6);
	ring_close(&ring);
	close(fd);
}
