// SPDX-License-Identifier: GPL-2.0-only
/*
 * hello-client: set and get the value of /dev/hello in every way there is.
 *
 *	hello-client [VALUE]
 *
 * Written with libucmd: libucmd_open() chooses the ring, libucmd_call() sends a
 * command and waits for its result.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <libucmd.h>

#include "hello.h"

static int fail(const char *what, int err)
{
	fprintf(stderr, "hello-client: %s: %s\n", what, strerror(-err));
	return 1;
}

/* Set @value with one op and read it back with another. */
static int set_get(struct libucmd *hello, const char *how, __u32 value,
		   __u32 set, __u32 get)
{
	struct hello_value args = { .value = value };
	int ret;

	ret = libucmd_call(hello, set, &args, sizeof(args));
	if (ret < 0)
		return fail("set", ret);
	ret = libucmd_call(hello, get, NULL, 0);
	if (ret < 0)
		return fail("get", ret);
	printf("%-22s set %u, got %d\n", how, value, ret);
	return (__u32)ret == value ? 0 : fail("get", -EIO);
}

static int set_get_ioctl(struct libucmd *hello, __u32 value)
{
	struct hello_value args = { .value = value };
	int fd = libucmd_fd(hello);

	if (ioctl(fd, HELLO_SAY) || ioctl(fd, HELLO_SET, &args))
		return fail("ioctl", -errno);
	memset(&args, 0, sizeof(args));
	if (ioctl(fd, HELLO_GET, &args))
		return fail("ioctl", -errno);
	printf("%-22s set %u, got %u\n", "ioctl:", value, args.value);
	return args.value == value ? 0 : fail("ioctl", -EIO);
}

int main(int argc, char **argv)
{
	__u32 value = argc > 1 ? strtoul(argv[1], NULL, 0) : 42;
	struct libucmd *hello;
	int ret;

	ret = libucmd_open(&hello, "hello", NULL);
	if (ret < 0)
		return fail("/dev/hello", ret);

	ret = set_get(hello, "io_uring, at once:", value, HELLO_SET, HELLO_GET);
	if (!ret)
		ret = set_get(hello, "io_uring, later:", value + 1,
			      HELLO_SET_LATER, HELLO_GET_LATER);
	if (!ret)
		ret = set_get_ioctl(hello, value + 2);

	libucmd_close(&hello);
	return ret;
}
