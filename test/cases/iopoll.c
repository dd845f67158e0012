// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring that polls is refused or served, command by command, and never harmed.
 *
 * Classes: C2 K10 V1 V4 V5
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_SQPOLL | RING_BIG | WITH_ASYNC;

void case_run(const struct config *config)
{
	struct exercise_hold hold = { .how = EXERCISE_FROM_IRQ, .res = 3 };
	struct config polling = *config;
	int fd = device_open(DEVICE), res;
	struct ring ring;

	polling.setup |= IORING_SETUP_IOPOLL;
	ring_open(&ring, &polling);
	res = call(&ring, fd, EXERCISE_NOP, NULL, 0);
	/* to 7.0 the core refuses a file without ->uring_cmd_iopoll */
	if (res != -EOPNOTSUPP) {
		expect(res, 0);
		expect(call(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold)), 3);
		start_wait(&ring, fd, 0, 0, 1);
		await_counter(EXERCISE_LIVE, 1);
	}
	ring_close(&ring);
	await_counter(EXERCISE_LIVE, 0);
	close(fd);
}
