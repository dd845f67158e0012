// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second decision changes nothing, and is named in the log; the first stands.
 *
 * Classes: K12
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_misuse queue = { .what = EXERCISE_QUEUE_COMPLETED };
	struct exercise_misuse hold = { .what = EXERCISE_HOLD_TWICE };
	struct exercise_misuse complete = { .what = EXERCISE_COMPLETE_HELD };
	int fd = device_open(DEVICE);
	struct ring ring;

	expect_log("UCMD-R05: exercise: op misuse: ucmd_queue() of a command that is decided");
	expect_log("UCMD-R05: exercise: op misuse: ucmd_hold() of a command that is decided");
	/* what ucmd_complete() has ended is not held any more */
	expect_log("UCMD-R01: exercise: op misuse: a command that is over");
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_MISUSE, &queue, sizeof(queue)), 4);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 0), 0);
	expect(call(&ring, fd, EXERCISE_MISUSE, &hold, sizeof(hold)), 1);
	/* completing what is held ends it, like ucmd_pending_complete() */
	expect(call(&ring, fd, EXERCISE_MISUSE, &complete, sizeof(complete)), 3);
	ring_close(&ring);
	close(fd);
}
