// SPDX-License-Identifier: GPL-2.0-only
/* A queue in the memory of an open file serves that file one by one, others beside it. */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	unsigned int starts = counter(EXERCISE_STARTS);
	int a = device_open(DEVICE), b = device_open(DEVICE);
	struct ring ring;
	int i;

	ring_open(&ring, config);
	start_serve(&ring, a, EXERCISE_SERVED_FILE, EXERCISE_FROM_RELEASE, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	start_serve(&ring, a, EXERCISE_SERVED_FILE, EXERCISE_FROM_HANDLER, 0, 7, 2);
	start_serve(&ring, b, EXERCISE_SERVED_FILE, EXERCISE_FROM_HANDLER, 0, 8, 3);
	expect(ring_result(&ring, 3), 8);
	ring_pending(&ring, 2);
	expect(release(&ring, a, 1, 6), 1);
	expect(ring_result(&ring, 1), 6);
	expect(ring_result(&ring, 2), 7);

	/* the queue goes with its file, again and again */
	for (i = 0; i < 50; i++) {
		int fd = device_open(DEVICE);

		start_serve(&ring, fd, EXERCISE_SERVED_FILE, EXERCISE_FROM_IRQ, 0, i, 100 + i);
		start_serve(&ring, fd, EXERCISE_SERVED_FILE, EXERCISE_FROM_WORK, 0, i, 200 + i);
		/* an SQPOLL thread may not have looked for the file yet */
		ring_taken(&ring);
		close(fd);
	}
	for (i = 0; i < 50; i++) {
		expect(ring_result(&ring, 100 + i), i);
		expect(ring_result(&ring, 200 + i), i);
	}
	ring_close(&ring);
	close(a);
	close(b);
}
