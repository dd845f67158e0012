// SPDX-License-Identifier: GPL-2.0-only
/*
 * R5: is a positive result a success?  A link behind it must run, a completion
 * that was not wanted must not come, and one from io-wq must not get lost.
 */
#include "client.h"

static void link_goes_on(int fd)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;
	int i;

	ring_open(&ring, 2, 0);
	prepare(&ring, fd, CONTROL_RETURN, 5)->flags |= IOSQE_IO_LINK;
	io_uring_prep_nop(io_uring_get_sqe(&ring));
	submit(&ring, 2);
	for (i = 0; i < 2; i++) {
		if (!reap(&ring, &cqe, WAIT_MS))
			verdict(BROKEN, "link: no completion");
		if (cqe.res == -ECANCELED)
			verdict(FAILED, "a result of 5 cut the link");
	}
	io_uring_queue_exit(&ring);
}

static void skip_is_kept(int fd)
{
	struct io_uring_sqe *sqe;
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 2, 0);
	sqe = prepare(&ring, fd, CONTROL_RETURN, 5);
	sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
	submit(&ring, 1);
	if (reap(&ring, &cqe, 200))
		verdict(FAILED, "a result of 5 came in spite of CQE_SKIP_SUCCESS");
	io_uring_queue_exit(&ring);
}

static void none_is_lost(int fd)
{
	struct io_uring_cqe cqe;
	struct io_uring ring;

	ring_open(&ring, 1, 0);
	prepare(&ring, fd, CONTROL_RETURN, 5)->flags |= IOSQE_ASYNC;
	submit(&ring, 1);
	if (!reap(&ring, &cqe, WAIT_MS))
		verdict(FAILED, "a result of 5 from io-wq never came");
	if (cqe.res != 5)
		verdict(BROKEN, "answer %d", cqe.res);
	io_uring_queue_exit(&ring);
}

int main(int argc, char **argv)
{
	int fd = device_arg(argc, argv);

	link_goes_on(fd);
	skip_is_kept(fd);
	none_is_lost(fd);
	verdict(HELD, "a result of 5 is a success");
}
