// SPDX-License-Identifier: GPL-2.0-only
/*
 * thread_exit: what becomes of a command when only the thread that submitted it
 * ends?  It stays, on every kernel, and is completed once, by whoever does.
 *
 * Classes: C6
 */
#include <pthread.h>

#include "client.h"

static struct io_uring ring;
static int device;

static void *submit_and_go(void *arg)
{
	(void)arg;
	prepare(&ring, device, CONTROL_WAIT, 0);
	submit(&ring, 1);
	return NULL;
}

int main(int argc, char **argv)
{
	struct io_uring_cqe cqe;
	pthread_t thread;

	device = device_arg(argc, argv);
	ring_open(&ring, 1, 0);
	if (pthread_create(&thread, NULL, submit_and_go, NULL) ||
	    pthread_join(thread, NULL))
		verdict(BROKEN, "no thread");
	if (reap(&ring, &cqe, 500))
		verdict(FAILED, "ended with its thread, answer %d", cqe.res);
	if (call(device, CONTROL_WAKE, 9))
		verdict(BROKEN, "cannot wake");
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(FAILED, "woken, but no completion");
	if (reap(&ring, &cqe, 200))
		verdict(FAILED, "a second completion");
	verdict(HELD, "stays, and is completed once");
}
