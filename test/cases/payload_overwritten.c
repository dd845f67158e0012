// SPDX-License-Identifier: GPL-2.0-only
/*
 * The handler sees the payload that was submitted, whatever becomes of its entry.
 *
 * Classes: Q2 Q3 Q4 Q7
 */
#include <stddef.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

#define COMMANDS	16

static void *payload_of(struct io_uring_sqe *sqe)
{
	return (char *)sqe + offsetof(struct io_uring_sqe, cmd);
}

void case_run(const struct config *config)
{
	struct exercise_sleep after = { .value = 2222, .ms = 0 };
	struct io_uring_sqe *sqes[COMMANDS];
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < COMMANDS; i++) {
		struct exercise_sleep args = { .value = 1000 + i, .ms = 2 };

		sqes[i] = ring_prep(&ring, fd, EXERCISE_SLEEP, &args, sizeof(args), i);
	}
	ring_submit(&ring);
	ring_taken(&ring);
	for (i = 0; i < COMMANDS; i++)
		memcpy(payload_of(sqes[i]), &after, sizeof(after));
	for (i = 0; i < COMMANDS; i++)
		expect(ring_result(&ring, i), (1000 + i) | EXERCISE_IN_WORKER);
	ring_close(&ring);
	close(fd);
}
