// SPDX-License-Identifier: GPL-2.0-only
/* A signal ends a command that came by ioctl(2); so does the end of its process. */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

struct plan {
	uint32_t op;
	unsigned int how;
	bool paused;
	int expected;
};

static void on_signal(int signal)
{
	(void)signal;
}

static void waiter(const void *arg)
{
	struct sigaction action = { .sa_handler = on_signal };
	const struct plan *plan = arg;
	struct exercise_wait wait = { };
	struct exercise_hold hold = { .how = plan->how, .ms = 100 };
	int fd = device_open(DEVICE), ret;

	sigaction(SIGUSR1, &action, NULL);
	child_ready();
	ret = ioctl(fd, plan->op, plan->op == EXERCISE_WAIT ? (void *)&wait : (void *)&hold);
	expect(ret < 0 ? -errno : ret, plan->expected);
	exit(0);
}

/* Signals come until one finds the child in the kernel. */
static void interrupt(pid_t pid)
{
	sleep_ms(20);
	kill(pid, SIGUSR1);
}

void case_run(const struct config *config)
{
	static const struct plan plans[] = {
		{ EXERCISE_WAIT, 0, false, -EINTR },
		{ EXERCISE_HOLD, EXERCISE_FROM_RELEASE, false, -ECANCELED },
		{ EXERCISE_HOLD, EXERCISE_FROM_CANCEL, false, -ECANCELED },
		{ EXERCISE_HOLD_STUBBORN, EXERCISE_FROM_RELEASE, false, -EINTR },
		{ EXERCISE_WAIT, 0, true, -EINTR },
	};
	unsigned int i;
	pid_t pid;

	(void)config;
	for (i = 0; i < 2 * ARRAY_SIZE(plans); i++) {
		const struct plan *plan = &plans[i / 2];

		if (plan->paused)
			expect(control(EXERCISE_PAUSE, 0), 0);
		pid = child_start(waiter, plan);
		if (!plan->paused)
			await_counter(EXERCISE_LIVE, 1);
		if (i & 1) {
			child_kill(pid);
		} else {
			interrupt(pid);
			expect(child_wait(pid), 0);
		}
		if (plan->paused)
			expect(control(EXERCISE_RESUME, 0), 0);
		control(EXERCISE_RELEASE_ALL, 0);
		await_counter(EXERCISE_LIVE, 0);
	}
}
