// SPDX-License-Identifier: GPL-2.0-only
/*
 * A 32-bit system call reaches the driver's .compat_ioctl.
 *
 * Classes: A1
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

#ifdef __x86_64__
#define NR_IOCTL_32	54

static long ioctl_32(int fd, unsigned int nr, unsigned int arg)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a" (ret)
		     : "a" (NR_IOCTL_32), "b" (fd), "c" (nr), "d" (arg)
		     : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

static void no_entry(int signal)
{
	(void)signal;
	skip("this kernel has no 32-bit system calls");
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE);

	(void)config;
	signal(SIGSEGV, no_entry);
	expect(ioctl_32(fd, EXERCISE_ANSWER, 0), EXERCISE_COMPAT_ANSWER);
	expect(ioctl_32(fd, EXERCISE_NAP, 0), -ENOTTY);
	close(fd);
}
#else
void case_run(const struct config *config)
{
	(void)config;
	skip("only x86-64 has a 32-bit system call that any program can make");
}
#endif
