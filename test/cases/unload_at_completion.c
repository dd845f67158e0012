// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver unloaded at the moment its last command completes: nothing runs in its text.
 *
 * Classes: L2
 */
#include <sys/syscall.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT | RING_DEFER | RING_SQPOLL;

#define ROUNDS	6

static void load(void)
{
	int fd = open(getenv("EXERCISE_MODULE"), O_RDONLY | O_CLOEXEC);

	expect_below(-1, fd);
	expect(syscall(SYS_finit_module, fd, "", 0), 0);
	close(fd);
}

static void unload_soon(void)
{
	long long end = now_ms() + SOON_MS;

	while (syscall(SYS_delete_module, "exercise", O_NONBLOCK)) {
		expect(errno, EWOULDBLOCK);
		if (now_ms() > end)
			fail("the module cannot be unloaded within %d ms", SOON_MS);
	}
}

void case_run(const struct config *config)
{
	static const unsigned int from[] = {
		EXERCISE_FROM_WORK, EXERCISE_FROM_TIMER, EXERCISE_FROM_IRQ,
	};
	struct ring ring;
	int round, fd;

	if (!getenv("EXERCISE_MODULE"))
		skip("EXERCISE_MODULE does not say where the module is, to load it again");
	ring_open(&ring, config);
	for (round = 0; round < ROUNDS; round++) {
		fd = device_open(DEVICE);
		start_hold(&ring, fd, EXERCISE_HOLD, from[round % ARRAY_SIZE(from)], 1, 3, round);
		ring_taken(&ring);
		close(fd);
		expect(ring_result(&ring, round), 3);
		unload_soon();
		load();
	}
	ring_close(&ring);
}
