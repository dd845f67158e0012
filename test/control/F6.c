// SPDX-License-Identifier: GPL-2.0-only
/*
 * F6: may a driver hold its own lock when it completes commands, and take it in
 * a handler?  Raw, the one waits for the ring's lock with the driver's in hand,
 * the other for the driver's with the ring's in hand.
 */
#include "client.h"

static void waiter(int fd, int told)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	/* it may never get away from here: nobody must wait for its output */
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	ring_open(&ring, 2, 0);
	prepare(&ring, fd, CONTROL_WAIT_MARKED, 0);
	submit(&ring, 1);
	if (call(fd, CONTROL_RETURN, 0) || write(told, "", 1) != 1)
		_exit(BROKEN);
	/* the other has the driver's lock by now */
	sleep_ms(CONTROL_SLEEP_MS / 2);
	prepare(&ring, fd, CONTROL_LOCK, 0);
	submit(&ring, 1);
	_exit(reap(&ring, &cqe, WAIT_MS) && reap(&ring, &cqe, WAIT_MS) ?
	      HELD : FAILED);
}

static void waker(int fd)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	close(STDOUT_FILENO);
	close(STDERR_FILENO);
	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_LOCK_WAKE, 0);
	submit(&ring, 1);
	_exit(reap(&ring, &cqe, WAIT_MS) ? HELD : FAILED);
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	pid_t waits, wakes;
	int told[2], round;
	char byte;

	if (pipe(told))
		verdict(BROKEN, "pipe: %s", strerror(errno));
	/* should a round miss the moment, another will not */
	for (round = 0; round < 5; round++) {
		waits = fork();
		if (!waits)
			waiter(fd, told[1]);
		if (read(told[0], &byte, 1) != 1)
			verdict(BROKEN, "nobody waits");
		wakes = fork();
		if (!wakes)
			waker(fd);
		if (!ends(waits, 2 * WAIT_MS) || !ends(wakes, 2 * WAIT_MS))
			verdict(FAILED, "the driver's lock and the ring's wait for each other");
	}
	verdict(HELD, "completed with the driver's lock held");
}
