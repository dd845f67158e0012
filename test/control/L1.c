// SPDX-License-Identifier: GPL-2.0-only
/*
 * L1: what does an open file do when its device is gone?  Its handler must not
 * run, and a command that waits must end.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe cqe;
	struct io_uring ring;
	char path[64];
	int victim, calls;
	bool ended;
	int32_t res;

	snprintf(path, sizeof(path), "%s_victim", argv[1]);
	victim = device_open(path);
	ring_open(&ring, 1, 0);
	prepare(&ring, victim, CONTROL_WAIT, 0);
	submit(&ring, 1);
	calls = count(fd, CONTROL_CALLS);

	if (call(fd, CONTROL_UNPLUG, 0))
		verdict(BROKEN, "cannot unplug");
	res = call(victim, CONTROL_RETURN, 0);
	calls = count(fd, CONTROL_CALLS) - calls;
	ended = reap(&ring, &cqe, 500);
	call(fd, CONTROL_WAKE, 0);
	if (call(fd, CONTROL_PLUG, 0))
		verdict(BROKEN, "cannot plug in");

	if (calls)
		verdict(FAILED, "the handler ran after the device was gone, answer %d",
			res);
	if (!ended)
		verdict(FAILED, "a command waits on a device that is gone");
	if (res != -ENODEV || cqe.res != -ENODEV)
		verdict(BROKEN, "answers %d and %d", res, cqe.res);
	verdict(HELD, "-ENODEV");
}
