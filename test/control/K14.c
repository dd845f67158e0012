// SPDX-License-Identifier: GPL-2.0-only
/*
 * K14: is a command completed that fails after its handler has returned?  Raw,
 * that path has not been told which command it is about.
 */
#include "client.h"

int main(int argc, char **argv)
{
	int32_t res = call(device_arg(argc, argv), CONTROL_FAIL_LATER, 0);

	if (res != -ENOMEM)
		verdict(FAILED, "answer %d", res);
	verdict(HELD, "-ENOMEM");
}
