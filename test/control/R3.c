// SPDX-License-Identifier: GPL-2.0-only
/*
 * R3: does an error code of the kernel's own reach the program?
 */
#include "client.h"

/* As in the kernel's <linux/errno.h>; not for user space, so in no header here. */
#define ERESTARTSYS	512
#define EPROBE_DEFER	517

static void check(const char *how, int32_t res)
{
	if (res <= -512)
		verdict(FAILED, "%s: the program sees %d", how, res);
	if (res >= 0)
		verdict(BROKEN, "%s: answer %d", how, res);
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);

	check("-517 returned", call(fd, CONTROL_RETURN, -EPROBE_DEFER));
	check("-512 posted", call(fd, CONTROL_DONE, -ERESTARTSYS));
	verdict(HELD, "the program sees codes of errno(3)");
}
