// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program is killed: what waited to be started is gone, what the driver has
 * counts until the driver lets go of it, and then others are served.
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

static void victim(const void *config)
{
	const struct exercise_serve args = {
		.how = EXERCISE_FROM_RELEASE, .queue = EXERCISE_SERVED_ONE,
	};
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start(&ring, fd, EXERCISE_SERVE_STUBBORN, &args, sizeof(args), 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_HANDLER, 0, 0, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	child_ready();
	child_sleep();
}

void case_run(const struct config *config)
{
	unsigned int starts = counter(EXERCISE_STARTS);
	pid_t pid = child_start(victim, config);
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_IRQ, 0, 33, 3);
	ring_await_counter(&ring, EXERCISE_LIVE, 3);
	child_kill(pid);
	await_counter(EXERCISE_LIVE, 2);
	ring_pending(&ring, 3);
	expect(counter(EXERCISE_STARTS), starts + 1);

	expect(control(EXERCISE_RELEASE_ALL, 0), 1);
	expect(ring_result(&ring, 3), 33);
	expect(counter(EXERCISE_STARTS), starts + 2);
	ring_close(&ring);
	close(fd);
}
