// SPDX-License-Identifier: GPL-2.0-only
/*
 * -EAGAIN is a result like any other: delivered, and the handler called once.
 *
 * Classes: N2
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	struct exercise_echo args = { .res = -EAGAIN };
	struct exercise_hold hold = { .how = EXERCISE_FROM_WORK, .res = -EAGAIN };
	unsigned int handlers = counter(EXERCISE_HANDLERS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_ECHO, &args, sizeof(args)), -EAGAIN);
	expect(counter(EXERCISE_HANDLERS), handlers + 1);
	expect(call(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold)), -EAGAIN);
	expect(counter(EXERCISE_HANDLERS), handlers + 2);
	ring_close(&ring);
	close(fd);
}
