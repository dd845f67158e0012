// SPDX-License-Identifier: GPL-2.0-only
/*
 * N2: how often does a handler run that answers -EAGAIN ("full, try later")?
 * Raw, io_uring takes the answer for its own and calls again.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int before = count(fd, CONTROL_CALLS), calls;
	int32_t res = call(fd, CONTROL_RETURN, -EAGAIN);

	calls = count(fd, CONTROL_CALLS) - before;
	if (res != -EAGAIN)
		verdict(BROKEN, "answer %d", res);
	if (calls != 1)
		verdict(FAILED, "one command, handled %d times", calls);
	verdict(HELD, "handled once");
}
