// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device can be registered again; files of its earlier life stay dead.
 *
 * Classes: L1
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | WITH_ASYNC | WITH_FIXED;

void case_run(const struct config *config)
{
	struct ring ring;
	int old, fd;

	ring_open(&ring, config);
	expect(control(EXERCISE_PLUG, 0), 0);
	old = device_open(PLUG_DEVICE);
	start_wait(&ring, old, 0, 0, 1);
	await_counter(EXERCISE_LIVE, 1);
	expect(control(EXERCISE_PULL, 0), 0);
	expect(ring_result(&ring, 1), -ENODEV);

	expect(control(EXERCISE_PLUG, 0), 0);
	fd = device_open(PLUG_DEVICE);
	expect(call(&ring, old, EXERCISE_NOP, NULL, 0), -ENODEV);
	start_wait(&ring, fd, 0, 0, 2);
	await_counter(EXERCISE_LIVE, 1);
	expect(take(&ring, fd, 0, EXERCISE_TAKE_ALL, 0, 7), 1);
	expect(ring_result(&ring, 2), 7);
	ring_close(&ring);
	close(old);
	close(fd);
	expect(control(EXERCISE_PULL, 0), 0);
}
