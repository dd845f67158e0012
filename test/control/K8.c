// SPDX-License-Identifier: GPL-2.0-only
/*
 * K8: is what the driver knows of a command there as long as the command is being
 * cancelled, though another context completes it meanwhile?
 *
 * Classes: K8 L5
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int waiting = count(fd, CONTROL_PENDING);
	int freed = count(fd, CONTROL_FREED);

	submit_and_exit(fd, 0, CONTROL_WAIT_OBJECT, 1);
	if (!count_becomes(fd, CONTROL_PENDING, waiting, 5000))
		verdict(BROKEN, "the command has not ended");
	sleep_ms(2 * CONTROL_SLEEP_MS);
	freed = count(fd, CONTROL_FREED) - freed;
	if (freed)
		verdict(FAILED, "the cancel used an object that was given up");
	verdict(HELD, "there until the cancel had returned");
}
