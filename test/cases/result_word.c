// SPDX-License-Identifier: GPL-2.0-only
/*
 * A second result word arrives where the ring carries one, else -EOPNOTSUPP.
 *
 * Classes: R1
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

static void try_big(struct ring *ring, int fd)
{
	struct exercise_echo2 args = { .res = 12, .res2 = 0xfedcba9876543210ULL };
	struct exercise_hold hold = { .res = 34 };
	struct done done;

	done = call_done(ring, fd, EXERCISE_ECHO2, &args, sizeof(args));
	expect(done.res, 12);
	expect(done.res2, 0xfedcba9876543210ULL);
	for (hold.how = EXERCISE_FROM_HANDLER; hold.how <= EXERCISE_FROM_IRQ; hold.how++) {
		done = call_done(ring, fd, EXERCISE_HOLD2, &hold, sizeof(hold));
		expect(done.res, 34);
		expect(done.res2, EXERCISE_HOLD2_WORD);
	}
}

void case_run(const struct config *config)
{
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	struct exercise_echo2 args = { .res = 12 };
	struct exercise_hold hold = { .res = 34 };
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	if (config->setup & IORING_SETUP_CQE32) {
		try_big(&ring, fd);
	} else {
		expect(call(&ring, fd, EXERCISE_ECHO2, &args, sizeof(args)), -EOPNOTSUPP);
		expect(call(&ring, fd, EXERCISE_HOLD2, &hold, sizeof(hold)), -EOPNOTSUPP);
		expect(counter(EXERCISE_HANDLERS), handlers);
	}
	ring_close(&ring);
	close(fd);
}
