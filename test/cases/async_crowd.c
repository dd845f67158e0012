// SPDX-License-Identifier: GPL-2.0-only
/*
 * Many io-wq workers and the submitter contend for the ring's lock, and nobody
 * sleeps on it where that is forbidden: the kernel would say so.
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER;

#define ROUNDS	60

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;
	uint64_t id;

	ring_open(&ring, config);
	for (id = 0; id < ROUNDS * RING_ENTRIES; id++) {
		ring_prep(&ring, fd, EXERCISE_NOP, NULL, 0, id)->flags |= IOSQE_ASYNC;
		if ((id + 1) % RING_ENTRIES == 0)
			ring_submit(&ring);
	}
	for (id = 0; id < ROUNDS * RING_ENTRIES; id++)
		expect(ring_result(&ring, id), 0);
	ring_close(&ring);
	close(fd);
}
