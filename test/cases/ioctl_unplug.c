// SPDX-License-Identifier: GPL-2.0-only
/* A command that came by ioctl(2) ends when the device goes. */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

static void wait_in_queue(const void *arg)
{
	struct exercise_wait wait = { };
	int fd = device_open(PLUG_DEVICE);

	(void)arg;
	child_ready();
	expect_errno(ioctl(fd, EXERCISE_WAIT, &wait), ENODEV);
	expect_errno(ioctl(fd, EXERCISE_WAIT, &wait), ENODEV);
	exit(0);
}

static void wait_held(const void *arg)
{
	const struct exercise_hold *hold = arg;
	int fd = device_open(PLUG_DEVICE);

	child_ready();
	expect_errno(ioctl(fd, EXERCISE_HOLD, hold), ENODEV);
	exit(0);
}

void case_run(const struct config *config)
{
	static const struct exercise_hold parked = { .how = EXERCISE_FROM_RELEASE };
	static const struct exercise_hold timer = { .how = EXERCISE_FROM_TIMER, .ms = 60000 };
	pid_t pids[3];
	int i;

	(void)config;
	expect(control(EXERCISE_PLUG, 0), 0);
	pids[0] = child_start(wait_in_queue, NULL);
	pids[1] = child_start(wait_held, &parked);
	pids[2] = child_start(wait_held, &timer);
	await_counter(EXERCISE_LIVE, 3);
	expect(control(EXERCISE_PULL, 0), 0);
	for (i = 0; i < 3; i++)
		expect(child_wait(pids[i]), 0);
}
