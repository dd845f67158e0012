// SPDX-License-Identifier: GPL-2.0-only
/*
 * A capability is looked for in the credentials that the command carries.
 *
 * Classes: C3 C4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC;

static int call_as(struct ring *ring, int fd, int personality, uint64_t id)
{
	ring_prep(ring, fd, EXERCISE_ADMIN, NULL, 0, id)->personality = personality;
	ring_submit(ring);
	return ring_result(ring, id);
}

void case_run(const struct config *config)
{
	int fd = device_open(DEVICE), root, nobody;
	struct ring ring;

	ring_open(&ring, config);
	root = io_uring_register_personality(&ring.io);
	expect_below(0, root);
	expect(seteuid(65534), 0);
	nobody = io_uring_register_personality(&ring.io);
	expect_below(0, nobody);

	expect(call_as(&ring, fd, root, 1), 0);
	expect(call_as(&ring, fd, nobody, 2), -EPERM);
	expect(seteuid(0), 0);
	expect(call_as(&ring, fd, nobody, 3), -EPERM);
	expect(call_as(&ring, fd, root, 4), 0);
	ring_close(&ring);
	close(fd);
}
