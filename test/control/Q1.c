// SPDX-License-Identifier: GPL-2.0-only
/*
 * Q1: is what a handler checked what it uses?  Another thread changes the
 * length in the ring while commands are submitted.
 *
 * Classes: Q1 Q2
 */
#include <pthread.h>

#include "client.h"

#define SECONDS		2
#define SECONDS_MAX	20

static void *flip(void *arg)
{
	volatile __u32 *length = arg;

	for (;;) {
		*length = CONTROL_LENGTH_MAX;
		*length = CONTROL_LENGTH_MAX + 1;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int64_t start = now_ms();
	unsigned int good = 0, refused = 0;
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;
	pthread_t thread;

	ring_open(&ring, 1, 0);
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_nop(sqe);
	submit(&ring, 1);
	reap(&ring, &cqe, WAIT_MS);
	/* the ring's only entry, so each command is read from there */
	if (pthread_create(&thread, NULL, flip, &sqe_args(sqe)->length))
		verdict(BROKEN, "no thread");
	/* long enough, and until the other thread was seen at work */
	while (now_ms() < start + SECONDS * 1000 ||
	       ((!good || !refused) && now_ms() < start + SECONDS_MAX * 1000)) {
		prepare(&ring, fd, CONTROL_LENGTH, 0);
		submit(&ring, 1);
		if (!reap(&ring, &cqe, WAIT_MS))
			verdict(BROKEN, "no completion");
		if (cqe.res == -EOVERFLOW)
			verdict(FAILED, "after %u commands: checked a length of at most %u, used a larger one",
				good + refused, CONTROL_LENGTH_MAX);
		if (cqe.res == 0)
			good++;
		else
			refused++;
	}
	if (!good || !refused)
		verdict(BROKEN, "the length did not change (%u good, %u refused): one CPU?",
			good, refused);
	verdict(HELD, "%u good, %u refused, none misled", good, refused);
}
