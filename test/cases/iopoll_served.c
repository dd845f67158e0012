// SPDX-License-Identifier: GPL-2.0-only
/*
 * A ring that polls is served by the driver's .poll, and by interrupts all the same;
 * cancelled, and let go with its program.
 *
 * Classes: C2 V4 V5
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_SQPOLL | RING_BIG | RING_DEFER | WITH_ASYNC;

static void open_polling(struct ring *ring, const struct config *config)
{
	struct config polling = *config;

	polling.setup |= IORING_SETUP_IOPOLL;
	ring_open(ring, &polling);
}

static int hold(struct ring *ring, int fd, unsigned int how)
{
	struct exercise_hold args = { .how = how, .res = 3 + how };

	return call(ring, fd, EXERCISE_HOLD, &args, sizeof(args));
}

static void leave_pending(const struct config *config)
{
	int fd = device_open(SMALL_DEVICE);
	struct ring ring;

	open_polling(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	child_ready();
}

static void die(const void *config)
{
	leave_pending(config);
	for (;;)
		pause();
}

/* The core polls until nothing is left, before it asks anybody to end anything. */
static void change(const void *config)
{
	leave_pending(config);
	execlp("sleep", "sleep", "30", NULL);
	fail("exec: %s", strerror(errno));
}

void case_run(const struct config *config)
{
	int fd = device_open(SMALL_DEVICE);
	struct ring ring;
	pid_t pid;

	open_polling(&ring, config);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	expect(hold(&ring, fd, EXERCISE_FROM_HANDLER), 3 + EXERCISE_FROM_HANDLER);
	expect(hold(&ring, fd, EXERCISE_FROM_IRQ), 3 + EXERCISE_FROM_IRQ);
	expect(hold(&ring, fd, EXERCISE_FROM_WORK), 3 + EXERCISE_FROM_WORK);
	expect(hold(&ring, fd, EXERCISE_FROM_POLL), 3 + EXERCISE_FROM_POLL);

	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 1);
	ring_await_counter(&ring, EXERCISE_LIVE, 1);
	expect(cancel(&ring, fd, 1, 0, UCMD_CANCEL_TAG), 1);
	expect(ring_result(&ring, 1), -ECANCELED);

	/* closed with commands pending */
	start_wait(&ring, fd, 0, 0, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 1);
	ring_close(&ring);
	await_counter(EXERCISE_LIVE, 0);
	close(fd);

	child_kill(child_start(die, config));
	await_counter(EXERCISE_LIVE, 0);
	pid = child_start(change, config);
	await_counter(EXERCISE_LIVE, 0);
	expect(kill(pid, 0), 0);
	child_kill(pid);
}
