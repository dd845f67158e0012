// SPDX-License-Identifier: GPL-2.0-only
/*
 * execve() ends the commands of the process, which then lives on.
 *
 * Classes: K6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

static void changer(const void *config)
{
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	child_ready();
	execlp("sleep", "sleep", "30", NULL);
	fail("exec: %s", strerror(errno));
}

void case_run(const struct config *config)
{
	unsigned int finishes = counter(EXERCISE_FINISHES);
	unsigned int cancels = counter(EXERCISE_CANCELS);
	pid_t pid = child_start(changer, config);
	long long began = now_ms();

	await_counter(EXERCISE_LIVE, 0);
	expect_below(now_ms() - began, KILL_MS);
	expect(counter(EXERCISE_FINISHES), finishes + 2);
	expect(counter(EXERCISE_CANCELS), cancels + 1);
	expect(kill(pid, 0), 0);
	child_kill(pid);
}
