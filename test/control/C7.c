// SPDX-License-Identifier: GPL-2.0-only
/*
 * C7: is a completion there for another thread to see while the submitter waits
 * for two?  Raw, it is delivered lazily: when as many have come as are waited for.
 */
#include <pthread.h>

#include "client.h"

static struct io_uring ring;
static int device;
static bool seen;

static void *wake_and_look(void *arg)
{
	int64_t end;

	(void)arg;
	sleep_ms(300);
	if (call(device, CONTROL_WAKE, 0))
		verdict(BROKEN, "cannot wake");
	end = now_ms() + 1500;
	while (!seen && now_ms() < end) {
		sleep_ms(10);
		seen = io_uring_cq_ready(&ring);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct __kernel_timespec ts = { .tv_sec = 4 };
	struct io_uring_cqe *cqe;
	pthread_t thread;

	device = device_arg(argc, argv);
	ring_open(&ring, 1, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
	prepare(&ring, device, CONTROL_WAIT_LAZY, 0);
	submit(&ring, 1);
	if (pthread_create(&thread, NULL, wake_and_look, NULL))
		verdict(BROKEN, "no thread");
	io_uring_wait_cqes(&ring, &cqe, 2, &ts, NULL);
	pthread_join(thread, NULL);
	if (!seen)
		verdict(FAILED, "kept back for 1.5 s, since the submitter waits for two");
	verdict(HELD, "there");
}
