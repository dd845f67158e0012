// SPDX-License-Identifier: GPL-2.0-only
/* The driver's other file operations are reached, each with its own answer. */
#include <poll.h>
#include <stdio.h>
#include <sys/mman.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

static void try_fdinfo(int fd, const char *want)
{
	char path[64], text[1024] = "";
	int info;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY | O_CLOEXEC);
	expect_below(-1, info);
	expect_below(0, read(info, text, sizeof(text) - 1));
	close(info);
	if (!strstr(text, want))
		fail("fdinfo: expected \"%s\", saw \"%s\"", want, text);
}

static void try_mmap(int fd)
{
	char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

	expect(page == MAP_FAILED, false);
	expect(memcmp(page, EXERCISE_TEXT, strlen(EXERCISE_TEXT)), 0);
	munmap(page, 4096);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), other = device_open(DEVICE);
	struct pollfd ready = { .fd = fd, .events = POLLIN | POLLPRI | POLLOUT };
	char text[64] = "";

	(void)config;
	expect(read(fd, text, sizeof(text)), strlen(EXERCISE_TEXT));
	expect(strcmp(text, EXERCISE_TEXT), 0);
	expect(write(fd, text, 5), 5);
	expect(write(fd, text, 6), 6);
	try_fdinfo(fd, "exercise-written:\t11\n");
	try_fdinfo(other, "exercise-written:\t0\n");
	expect(poll(&ready, 1, 0), 1);
	expect(ready.revents, POLLIN | POLLPRI);
	expect(lseek(fd, -1, SEEK_END), EXERCISE_SIZE - 1);
	expect_errno(lseek(fd, EXERCISE_SIZE + 1, SEEK_SET), EINVAL);
	expect(ioctl(fd, EXERCISE_ANSWER, 0), EXERCISE_IOCTL_ANSWER);
	expect_errno(ioctl(fd, _IO('X', 255), 0), ENOTTY);
	try_mmap(fd);
	close(fd);
	close(other);
}
