// SPDX-License-Identifier: GPL-2.0-only
/* ioctl(2) waits for a command that waits or is held; cancel and deadline end it. */
#include <stdio.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER;

#define TAG	77

/* What a child that waits in ioctl(2) does. */
struct plan {
	uint32_t op;
	unsigned int how;
	unsigned int ms;
	unsigned int deadline_ms;
	int expected;
};

static int shared_fd;

static void waiter(const void *arg)
{
	const struct plan *plan = arg;
	struct exercise_wait wait = { };
	struct exercise_hold hold = { .how = plan->how, .ms = plan->ms, .res = 12 };
	struct ucmd_call call = {
		.op = plan->op, .tag = TAG, .deadline_ms = plan->deadline_ms,
		.args = (uintptr_t)&hold, .args_size = sizeof(hold),
	};
	int ret;

	if (plan->op == EXERCISE_WAIT) {
		call.args = (uintptr_t)&wait;
		call.args_size = sizeof(wait);
	}
	child_ready();
	ret = ioctl(shared_fd, UCMD_CALL, &call);
	expect(ret < 0 ? -errno : ret, plan->expected);
	exit(0);
}

static bool sleeps(pid_t pid)
{
	char path[32], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file || fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		fail("the state of process %d cannot be read", pid);
	fclose(file);
	return state == 'S';
}

/* The driver counts a command before that waits: so does its process, then. */
static pid_t begin(const struct plan *plan)
{
	pid_t pid = child_start(waiter, plan);
	long long end = now_ms() + SOON_MS;

	await_counter(EXERCISE_LIVE, 1);
	while (!sleeps(pid)) {
		if (now_ms() > end)
			fail("process %d does not wait for its command", pid);
		sleep_ms(1);
	}
	return pid;
}

/* Nobody else ends it; it may be over before we could look. */
static void ends(const struct plan *plan)
{
	expect(child_wait(child_start(waiter, plan)), 0);
}

void case_run(const struct config *config)
{
	static const struct plan
	woken = { EXERCISE_WAIT, 0, 0, 0, 30 },
	timer = { EXERCISE_HOLD, EXERCISE_FROM_TIMER, 50, 0, 12 },
	released = { EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 31 },
	cancelled = { EXERCISE_WAIT, 0, 0, 0, -ECANCELED },
	asked = { EXERCISE_HOLD, EXERCISE_FROM_CANCEL, 50, 0, -ECANCELED },
	late = { EXERCISE_WAIT, 0, 0, 50, -ETIMEDOUT },
	late_held = { EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 50, -ETIMEDOUT },
	parted = { EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, 0, 50, -ETIMEDOUT };
	struct ring ring;
	pid_t pid;

	shared_fd = device_open(DEVICE);
	ring_open(&ring, config);

	pid = begin(&woken);
	expect(take(&ring, shared_fd, 0, EXERCISE_TAKE_ALL, 0, 30), 1);
	expect(child_wait(pid), 0);

	ends(&timer);

	pid = begin(&released);
	expect(release(&ring, shared_fd, 0, 31), 1);
	expect(child_wait(pid), 0);

	pid = begin(&cancelled);
	expect(cancel(&ring, shared_fd, TAG, 0, UCMD_CANCEL_TAG), 1);
	expect(child_wait(pid), 0);

	pid = begin(&asked);
	expect(cancel(&ring, shared_fd, TAG, 0, UCMD_CANCEL_TAG), 1);
	expect(child_wait(pid), 0);

	ends(&late);
	ends(&late_held);
	ends(&parted);
	expect(release(&ring, shared_fd, 0, 0), 1);
	ring_close(&ring);
	close(shared_fd);
}
