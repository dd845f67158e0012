// SPDX-License-Identifier: GPL-2.0-only
/*
 * A driver cannot be unloaded while a file is open or a command pending, and can after.
 *
 * Classes: L2 L3
 */
#include <sys/syscall.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

static int unload(void)
{
	return syscall(SYS_delete_module, "exercise", O_NONBLOCK) ? -errno : 0;
}

/* io_uring takes its time to part with a ring and its files. */
static int unload_soon(void)
{
	long long end = now_ms() + SOON_MS;
	int err;

	while ((err = unload()) == -EWOULDBLOCK && now_ms() < end)
		sleep_ms(1);
	return err;
}

static void load(void)
{
	int fd = open(getenv("EXERCISE_MODULE"), O_RDONLY | O_CLOEXEC);

	expect_below(-1, fd);
	expect(syscall(SYS_finit_module, fd, "", 0), 0);
	close(fd);
}

void case_run(const struct config *config)
{
	struct ring ring;
	int fd;

	if (!getenv("EXERCISE_MODULE"))
		skip("EXERCISE_MODULE does not say where the module is, to load it again");
	fd = device_open(DEVICE);
	expect(unload(), -EWOULDBLOCK);
	ring_open(&ring, config);
	start_wait(&ring, fd, 0, 0, 1);
	start_hold(&ring, fd, EXERCISE_HOLD, EXERCISE_FROM_RELEASE, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 2);
	control_close();
	close(fd);
	sleep_ms(NEVER_MS);
	expect(unload(), -EWOULDBLOCK);

	ring_close(&ring);
	expect(unload_soon(), 0);
	expect_errno(open(DEVICE, O_RDWR), ENOENT);
	load();
	fd = device_open(DEVICE);
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	ring_close(&ring);
	close(fd);
}
