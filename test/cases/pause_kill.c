// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process is gone at once, whatever it has waiting for a paused device.
 *
 * Classes: N6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

static void victim(const void *config)
{
	int fd = device_open(DEVICE), i;
	struct ring ring;

	ring_open(&ring, config);
	for (i = 0; i < 8; i++)
		start_wait(&ring, fd, 0, 0, i);
	ring_pending(&ring, 0);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int handlers = counter(EXERCISE_HANDLERS);

	expect(control(EXERCISE_PAUSE, 0), 0);
	child_kill(child_start(victim, config));
	expect(control(EXERCISE_RESUME, 0), 0);
	sleep_ms(NEVER_MS);
	expect(counter(EXERCISE_HANDLERS), handlers);
}
