// SPDX-License-Identifier: GPL-2.0-only
/*
 * P3: what does a driver find in the private bytes of a command that is over?
 * Another command is carried by the same request meanwhile, one of many.
 *
 * Classes: P3 P4
 */
#include "client.h"

/*
 * More than io_uring keeps at hand.  6.1 takes back, all at once, the requests that
 * have ended when it has no new one left of a batch of eight: the first lot leaves
 * some, and the request in question ends before they are used.
 */
#define OTHERS	64
#define FIRST	(OTHERS - 4)

static void submit_others(struct io_uring *ring, int fd, int number)
{
	int i;

	for (i = 0; i < number; i++)
		prepare(ring, fd, CONTROL_WAIT, 1);
	submit(ring, number);
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);
	int others = count(fd, CONTROL_FREED), ends;
	struct io_uring_cqe cqe;
	struct io_uring ring;
	int i;

	ring_open(&ring, OTHERS, 0);
	submit_others(&ring, fd, FIRST);
	call(fd, CONTROL_WAKE, 0);
	for (i = 0; i < FIRST; i++)
		if (!reap(&ring, &cqe, WAIT_MS))
			verdict(BROKEN, "no completion");

	ends = count(fd, CONTROL_ENDS);
	prepare(&ring, fd, CONTROL_AFTER, 0);
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(BROKEN, "no completion");
	submit_others(&ring, fd, OTHERS);
	if (!count_becomes(fd, CONTROL_ENDS, ends + 1, WAIT_MS))
		verdict(BROKEN, "nothing came after the completion");
	others = count(fd, CONTROL_FREED) - others;
	call(fd, CONTROL_WAKE, 0);
	if (others)
		verdict(FAILED, "it finds another command's");
	verdict(HELD, "nobody's");
}
