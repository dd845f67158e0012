// SPDX-License-Identifier: GPL-2.0-only
/* An op gives by ioctl(2) what it gives through a ring: result, errno, checks. */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

/* The answer of UCMD_CALL, or -errno. */
static int ucmd_call(int fd, struct ucmd_call *call)
{
	int ret = ioctl(fd, UCMD_CALL, call);

	return ret < 0 ? -errno : ret;
}

static void try_plain(int fd)
{
	struct exercise_echo echo = { .res = 42 };
	struct exercise_sum80 sum = { };
	struct exercise_sleep sleep = { .value = 9 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sum.word); i++)
		sum.word[i] = i;
	expect(ioctl(fd, EXERCISE_NOP, 0), 0);
	/* whatever follows a number without arguments is not looked at */
	expect(ioctl(fd, EXERCISE_NOP, -1L), 0);
	expect(ioctl(fd, EXERCISE_ECHO, &echo), 42);
	echo.res = -EXDEV;
	expect_errno(ioctl(fd, EXERCISE_ECHO, &echo), EXDEV);
	expect(ioctl(fd, EXERCISE_SUM80, &sum), 190);
	expect(ioctl(fd, EXERCISE_SLEEP, &sleep), 9);
	expect_errno(ioctl(fd, EXERCISE_ECHO, NULL), EFAULT);
	expect_errno(ioctl(fd, _IOW('X', 1, int), &echo), ENOTTY);
	expect_errno(ioctl(fd, EXERCISE_ECHO2, &echo), EOPNOTSUPP);
}

static void try_call(int fd)
{
	struct exercise_echo2 echo = { .res = 5, .res2 = 0x123456789abcdefULL };
	struct ucmd_call call = {
		.op = EXERCISE_ECHO2, .args = (uintptr_t)&echo, .args_size = sizeof(echo),
	};

	expect(ucmd_call(fd, &call), 5);
	expect(call.res2 == echo.res2, true);
	call.args_size--;
	expect(ucmd_call(fd, &call), -EINVAL);
	call.args_size++;
	call.reserved = 1;
	expect(ucmd_call(fd, &call), -EINVAL);
	call.reserved = 0;
	/* an ioctl of the driver's own is no op */
	call.op = EXERCISE_GET_COUNTERS;
	expect(ucmd_call(fd, &call), -ENOTTY);
	call.op = _IO('Y', 0);
	expect(ucmd_call(fd, &call), -ENOTTY);
	call.op = UCMD_CALL;
	expect(ucmd_call(fd, &call), -ENOTTY);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), reader = open(DEVICE, O_RDONLY | O_CLOEXEC);

	(void)config;
	try_plain(fd);
	try_call(fd);
	expect_errno(ioctl(reader, EXERCISE_WRITER, 0), EACCES);
	expect(ioctl(reader, EXERCISE_READER, 0), 0);
	close(reader);
	close(fd);
}
