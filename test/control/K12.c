// SPDX-License-Identifier: GPL-2.0-only
/*
 * K12: how many completions has a command whose handler starts its work, and then
 * fails?
 *
 * Classes: K12 K1
 */
#include "client.h"

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	struct io_uring_cqe first, second;
	struct io_uring ring;

	ring_open(&ring, 4, 0);
	prepare(&ring, fd, CONTROL_FAIL, 0)->user_data = 7;
	submit(&ring, 1);
	if (!reap(&ring, &first, WAIT_MS))
		verdict(FAILED, "no completion");
	if (reap(&ring, &second, 500))
		verdict(FAILED, "two completions: %d of command %llu, %d of command %llu",
			first.res, (unsigned long long)first.user_data, second.res,
			(unsigned long long)second.user_data);
	io_uring_queue_exit(&ring);
	sleep_ms(500);
	if (first.res != -ENOMEM)
		verdict(BROKEN, "answer %d", first.res);
	verdict(HELD, "one completion, %d", first.res);
}
