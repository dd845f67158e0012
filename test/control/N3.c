// SPDX-License-Identifier: GPL-2.0-only
/*
 * N3: does a handler that needs a buffer and may sleep give back as many as it
 * took?  Raw, it is called twice.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int kept = count(fd, CONTROL_KEPT);
	int32_t res = call(fd, CONTROL_KEEP, 0);

	if (res)
		verdict(BROKEN, "answer %d", res);
	kept = count(fd, CONTROL_KEPT) - kept;
	if (kept)
		verdict(FAILED, "%d buffers are lost", kept);
	verdict(HELD, "none is lost");
}
