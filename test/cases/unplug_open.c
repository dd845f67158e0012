// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file of an unregistered device answers -ENODEV to everything, and .release has run.
 *
 * Classes: L1
 */
#include <poll.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

static void try_file(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char byte = 0;

	expect_errno(read(fd, &byte, 1), ENODEV);
	expect_errno(write(fd, &byte, 1), ENODEV);
	expect_errno(ioctl(fd, EXERCISE_ANSWER, 0), ENODEV);
	expect_errno(lseek(fd, 1, SEEK_SET), ENODEV);
	expect(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED, true);
	expect(errno, ENODEV);
	expect(poll(&ready, 1, 0), 1);
	expect(ready.revents, POLLERR | POLLHUP);
}

static void try_commands(struct ring *ring, int fd)
{
	struct exercise_hold hold = { .how = EXERCISE_FROM_RELEASE };
	struct exercise_wait wait = { .queue = 0 };
	struct exercise_sleep nap = { .value = 1 };

	expect(call(ring, fd, EXERCISE_NOP, NULL, 0), -ENODEV);
	expect(call(ring, fd, EXERCISE_SLEEP, &nap, sizeof(nap)), -ENODEV);
	expect(call(ring, fd, EXERCISE_WAIT, &wait, sizeof(wait)), -ENODEV);
	expect(call(ring, fd, EXERCISE_HOLD, &hold, sizeof(hold)), -ENODEV);
	expect(call(ring, fd, _IO('Y', 1), NULL, 0), -ENODEV);
}

void case_run(const struct config *config)
{
	unsigned int handlers, releases;
	struct ring ring;
	int fd;

	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	handlers = counter(EXERCISE_HANDLERS);
	releases = counter(EXERCISE_RELEASES);

	expect(control(EXERCISE_PULL, 0), 0);
	expect(counter(EXERCISE_RELEASES), releases + 1);
	expect_errno(open(PLUG_DEVICE, O_RDWR), ENOENT);
	try_commands(&ring, fd);
	try_file(fd);
	expect(counter(EXERCISE_HANDLERS), handlers);
	ring_close(&ring);
	close(fd);
	expect(counter(EXERCISE_RELEASES), releases + 1);
}
