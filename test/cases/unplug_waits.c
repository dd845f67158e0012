// SPDX-License-Identifier: GPL-2.0-only
/* Unregistering waits for a handler and an ioctl that run; both end as they would have. */
#include <pthread.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

#define NAP_MS	300

static void *napper(void *arg)
{
	int *fd = arg;

	*fd = ioctl(*fd, EXERCISE_NAP, NAP_MS);
	return NULL;
}

void case_run(const struct config *config)
{
	struct exercise_sleep args = { .value = 5, .ms = NAP_MS };
	pthread_t thread;
	struct ring ring;
	int fd, nap;

	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	nap = fd;
	ring_open(&ring, config);
	expect(pthread_create(&thread, NULL, napper, &nap), 0);
	start(&ring, fd, EXERCISE_SLEEP, &args, sizeof(args), 1);
	await_counter(EXERCISE_ASLEEP, 2);

	expect(control(EXERCISE_PULL, 0), 0);
	expect(counter(EXERCISE_ASLEEP), 0);
	expect(ring_result(&ring, 1), 5 | EXERCISE_IN_WORKER);
	expect(pthread_join(thread, NULL), 0);
	expect(nap, 0);
	ring_close(&ring);
	close(fd);
}
