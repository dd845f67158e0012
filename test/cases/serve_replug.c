// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that is registered again serves its queue, whatever the driver still has
 * from before; and that counts no more when the driver lets go of it.
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_FIXED;

void case_run(const struct config *config)
{
	const struct exercise_serve args = {
		.how = EXERCISE_FROM_RELEASE, .queue = EXERCISE_SERVED_ONE, .tag = 1,
	};
	unsigned int starts = counter(EXERCISE_STARTS);
	struct ring ring;
	int old, fd;

	ring_open(&ring, config);
	expect(control(EXERCISE_PLUG, 0), 0);
	old = device_open(PLUG_DEVICE);
	start(&ring, old, EXERCISE_SERVE_STUBBORN, &args, sizeof(args), 1);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 1);
	start_serve(&ring, old, EXERCISE_SERVED_ONE, EXERCISE_FROM_HANDLER, 0, 0, 2);
	ring_await_counter(&ring, EXERCISE_LIVE, 2);
	expect(control(EXERCISE_PULL, 0), 0);
	expect(ring_result(&ring, 1), -ENODEV);
	expect(ring_result(&ring, 2), -ENODEV);
	expect(counter(EXERCISE_STARTS), starts + 1);

	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 3);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 2);
	start_serve(&ring, fd, EXERCISE_SERVED_ONE, EXERCISE_FROM_RELEASE, 0, 0, 4);
	ring_await_counter(&ring, EXERCISE_LIVE, 3);
	/* the old one */
	expect(release(&ring, fd, 1, 0), 1);
	ring_pending(&ring, 4);
	expect(counter(EXERCISE_STARTS), starts + 2);

	expect(release(&ring, fd, 3, 3), 1);
	expect(ring_result(&ring, 3), 3);
	ring_await_counter(&ring, EXERCISE_STARTS, starts + 3);
	expect(release(&ring, fd, 4, 4), 1);
	expect(ring_result(&ring, 4), 4);
	ring_close(&ring);
	close(old);
	close(fd);
	expect(control(EXERCISE_PULL, 0), 0);
}
