// SPDX-License-Identifier: GPL-2.0-only
/*
 * A2: is a number that is an op's but for its direction taken for the op?
 */
#include "client.h"

int main(int argc, char **argv)
{
	int32_t res = call(device_arg(argc, argv), CONTROL_NATIVE_READ, 0);

	if (res >= 0)
		verdict(FAILED, "_IOR() is taken for _IOW()");
	if (res != -EINVAL)
		verdict(BROKEN, "answer %d", res);
	verdict(HELD, "refused");
}
