// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device comes and goes while programs use it: each command ends once, with a sane result.
 *
 * Classes: L1 L5 L6
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK;

#define ROUNDS		7
#define COMMANDS	12

static void check_result(int res)
{
	if (res != 0 && res != -ENODEV && res != -ECANCELED)
		fail("expected 0, -ENODEV or -ECANCELED, saw %d", res);
}

static void use_once(const struct config *config, int fd)
{
	struct ring ring;
	int i;

	ring_open(&ring, config);
	for (i = 0; i < COMMANDS; i++)
		start_hold(&ring, fd, EXERCISE_HOLD,
			   EXERCISE_FROM_HANDLER + i % 4, i % 3, 0, i);
	start_wait(&ring, fd, 0, 0, i);
	take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 0);
	for (i = 0; i < COMMANDS; i++)
		check_result(ring_result(&ring, i));
	io_uring_queue_exit(&ring.io);
	free(ring.done);
}

static void user(const void *config)
{
	child_ready();
	for (;;) {
		int fd = open(PLUG_DEVICE, O_RDWR | O_CLOEXEC);

		if (fd < 0)
			continue;
		use_once(config, fd);
		close(fd);
	}
}

void case_run(const struct config *config)
{
	pid_t pids[2];
	int i;

	for (i = 0; i < 2; i++)
		pids[i] = child_start(user, config);
	for (i = 0; i < ROUNDS; i++) {
		expect(control(EXERCISE_PLUG, 0), 0);
		sleep_ms(3 * i);
		expect(control(EXERCISE_PULL, 0), 0);
	}
	for (i = 0; i < 2; i++)
		child_kill(pids[i]);
	await_counter(EXERCISE_LIVE, 0);
}
