// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file, and with it the queue in its memory, may go while .start of its last command
 * has not returned: in whose context that runs, here of who resumes the device, the
 * queue is looked at once more.
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING;

#define LONG_MS	100

/* In its context the command starts, and is over before .start returns. */
static void resumer(const void *fd)
{
	close(*(const int *)fd);
	child_ready();
	expect(control(EXERCISE_RESUME, 0), 0);
}

void case_run(const struct config *config)
{
	unsigned int starts = counter(EXERCISE_STARTS);
	int fd = device_open(DEVICE);
	struct ring ring;
	pid_t pid;

	ring_open(&ring, config);
	start_serve(&ring, fd, EXERCISE_SERVED_FILE, EXERCISE_FROM_RELEASE, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	start_serve(&ring, fd, EXERCISE_SERVED_FILE, EXERCISE_FROM_FIRST, LONG_MS, 22, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	expect(control(EXERCISE_PAUSE, 0), 0);
	expect(control(EXERCISE_RELEASE_ALL, 0), 1);
	expect(ring_result(&ring, 1), -EINTR);

	pid = child_start(resumer, &fd);
	expect(ring_result(&ring, 2), 22);
	close(fd);
	expect(child_wait(pid), 0);
	expect(counter(EXERCISE_STARTS), starts + 2);
	ring_close(&ring);
}
