// SPDX-License-Identifier: GPL-2.0-only
/* A thread that exits leaves its commands to the ring, whose others may reap them. */
#include <pthread.h>

#include "case.h"

/* a ring with SINGLE_ISSUER serves one thread only */
const unsigned int case_configs = (EVERY_RING & ~RING_DEFER) | WITH_ASYNC;

static struct ring ring;
static uint64_t word;
static int fd;

static void *submitter(void *unused)
{
	struct exercise_finish args = {
		.how = EXERCISE_FROM_RELEASE, .addr = (uintptr_t)&word,
	};

	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	start(&ring, fd, EXERCISE_FINISH, &args, sizeof(args), 3);
	await_counter(EXERCISE_LIVE, 3);
	return unused;
}

void case_run(const struct config *config)
{
	unsigned int gone = counter(EXERCISE_FINISHES_GONE);
	bool polled = config->ring == RING_SQPOLL;
	pthread_t thread;

	fd = device_open(DEVICE);
	ring_open(&ring, config);
	expect(pthread_create(&thread, NULL, submitter, NULL), 0);
	expect(pthread_join(thread, NULL), 0);
	ring_pending(&ring, 1);
	expect(counter(EXERCISE_LIVE), 3);

	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 5), 1);
	expect(ring_result(&ring, 1), 5);
	expect(release(&ring, fd, 2, 6), 1);
	expect(ring_result(&ring, 2), 6);
	expect(release(&ring, fd, 0, 0), 1);
	/* the polling thread is the submitter, and is still there */
	expect(ring_result(&ring, 3), polled ? 8 : 0);
	expect(word, polled ? EXERCISE_FINISH_WORD : 0);
	expect(counter(EXERCISE_FINISHES_GONE), gone + (polled ? 0 : 3));
	ring_close(&ring);
	close(fd);
}
