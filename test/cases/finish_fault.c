// SPDX-License-Identifier: GPL-2.0-only
/*
 * .finish changes the result when the submitter's memory is not there: -EFAULT.
 *
 * Classes: R4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_LINK;

void case_run(const struct config *config)
{
	struct exercise_finish args = { .addr = 8 };
	int fd = device_open(DEVICE);
	struct ring ring;

	ring_open(&ring, config);
	for (args.how = EXERCISE_FROM_HANDLER; args.how <= EXERCISE_FROM_IRQ; args.how++)
		expect(call(&ring, fd, EXERCISE_FINISH, &args, sizeof(args)), -EFAULT);
	ring_close(&ring);
	close(fd);
}
