// SPDX-License-Identifier: GPL-2.0-only
/*
 * A command that waits for events is no work of the driver's that draining waits for, and goes
 * on after a pause.  The verifier does not take it for forgotten.  Buffers may be provided one
 * by one, too.
 */
#include <stdio.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER | RING_SQPOLL;

static void set(const char *path, const char *value)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(value, file) < 0 || fclose(file))
		fail("%s to %s: %s", value, path, strerror(errno));
}

void case_run(const struct config *config)
{
	static uint64_t buffers[4][8];
	struct io_uring_sqe *sqe;
	int fd = events_open();
	struct done done;
	struct ring ring;
	unsigned int i;

	ring_open(&ring, config);
	sqe = io_uring_get_sqe(&ring.io);
	io_uring_prep_provide_buffers(sqe, buffers, sizeof(buffers[0]), 4, EVENTS_GROUP, 10);
	sqe->user_data = 2;
	ring_submit(&ring);
	expect(ring_result(&ring, 2), 0);

	set("/sys/module/ucmd/parameters/verify_age_ms", "20");
	set("/sys/class/misc/exercise_events/verify", "1");
	events_start(&ring, fd, EXERCISE_EVENTS, EXERCISE_FROM_HANDLER, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	expect_errno(ioctl(fd, EXERCISE_PAUSE), 0);
	expect_errno(ioctl(fd, EXERCISE_DRAIN, 50), 0);
	expect_errno(ioctl(fd, EXERCISE_RESUME), 0);
	sleep_ms(100);
	set("/sys/module/ucmd/parameters/verify_age_ms", "30000");
	expect(events_emit(&ring, fd, 1, 3, EXERCISE_EMIT_END, 4), 1);
	for (i = 0; i < 3; i++) {
		done = events_next(&ring, 1);
		expect(done.res, 8);
		expect(done.flags, IORING_CQE_F_MORE | IORING_CQE_F_BUFFER |
		       (10 + i) << IORING_CQE_BUFFER_SHIFT);
		expect(buffers[i][0], i + 1);
	}
	events_end(&ring, 1, 4);
	ring_close(&ring);
	events_close(fd);
}
