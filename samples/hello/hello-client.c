// SPDX-License-Identifier: GPL-2.0-only
/*
 * hello-client: set and get the value of /dev/hello in every way there is.
 *
 *	hello-client [VALUE]
 *
 * Written with libucmd: libucmd_open() chooses the ring, libucmd_call() sends a
 * command and waits for its result.  ioctl(2) does the same without a ring.
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

/* The same command through either system call. */
static int by_io_uring(struct libucmd *hello, __u32 op, struct hello_value *args)
{
	return libucmd_call(hello, op, args, args ? sizeof(*args) : 0);
}

static int by_ioctl(struct libucmd *hello, __u32 op, struct hello_value *args)
{
	int ret = ioctl(libucmd_fd(hello), op, args);

	return ret < 0 ? -errno : ret;
}

/* Set @value with one op and read it back with another. */
static int set_get(struct libucmd *hello, const char *how,
		   int (*send)(struct libucmd *hello, __u32 op, struct hello_value *args),
		   __u32 value, __u32 set, __u32 get)
{
	struct hello_value args = { .value = value };
	int ret;

	ret = send(hello, set, &args);
	if (ret < 0)
		return fail("set", ret);
	ret = send(hello, get, NULL);
	if (ret < 0)
		return fail("get", ret);
	printf("%-22s set %u, got %d\n", how, value, ret);
	return (__u32)ret == value ? 0 : fail("get", -EIO);
}

static int all_ways(struct libucmd *hello, __u32 value)
{
	int ret;

	ret = set_get(hello, "io_uring, at once:", by_io_uring, value,
		      HELLO_SET, HELLO_GET);
	if (!ret)
		ret = set_get(hello, "io_uring, later:", by_io_uring, value + 1,
			      HELLO_SET_LATER, HELLO_GET_LATER);
	if (!ret)
		ret = set_get(hello, "ioctl, at once:", by_ioctl, value + 2,
			      HELLO_SET, HELLO_GET);
	if (!ret)
		ret = set_get(hello, "ioctl, later:", by_ioctl, value + 3,
			      HELLO_SET_LATER, HELLO_GET_LATER);
	return ret;
}

/* No op, but an ioctl of the driver's own. */
static int say(struct libucmd *hello)
{
	if (ioctl(libucmd_fd(hello), HELLO_SAY))
		return fail("say", -errno);
	printf("%-22s said hello in the kernel log\n", "ioctl, no op:");
	return 0;
}

int main(int argc, char **argv)
{
	__u32 value = argc > 1 ? strtoul(argv[1], NULL, 0) : 42;
	struct libucmd *hello;
	int ret;

	ret = libucmd_open(&hello, "hello", NULL);
	if (ret < 0)
		return fail("/dev/hello", ret);

	ret = all_ways(hello, value);
	if (!ret)
		ret = say(hello);
	libucmd_close(&hello);
	return ret;
}
