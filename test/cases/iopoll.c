// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring that polls is served by interrupts, also when the driver has nothing to poll.
 *
 * Classes: C2 K10 V1 V4 V5
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_SQPOLL | RING_BIG | WITH_ASYNC;

void case_run(const struct config *config)
{
	struct exercise_hold hold = { .how = EXERCISE_FROM_IRQ, .res = 3 };
	struct exercise_finish finish = { .how = EXERCISE_FROM_TIMER };
	struct config polling = *config;
	int fd = device_open(DEVICE);
	uint64_t word = 0;
	struct ring ring;

	polling.setup |= IORING_SETUP_IOPOLL;
	ring_open(&ring, &polling);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	expect(call(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold)), 3);
	finish.addr = (uintptr_t)&word;
	expect(call(&ring, fd, EXERCISE_FINISH, &finish, sizeof(finish)), 8);
	expect(word, EXERCISE_FINISH_WORD);
	start_wait(&ring, fd, 0, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	ring_close(&ring);
	await_counter(EXERCISE_LIVE, 0);
	close(fd);
}
