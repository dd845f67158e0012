// SPDX-License-Identifier: GPL-2.0-only
/*
 * An op that needs a file open for writing or reading is refused without: -EACCES.
 *
 * Classes: C4
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

static void try_mode(const struct config *config, int mode, int writer, int reader)
{
	int fd = open(DEVICE, mode | O_CLOEXEC);
	struct ring ring;

	expect_below(-1, fd);
	ring_open(&ring, config);
	expect(call(&ring, fd, EXERCISE_WRITER, NULL, 0), writer);
	expect(call(&ring, fd, EXERCISE_READER, NULL, 0), reader);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	ring_close(&ring);
	close(fd);
}

void case_run(const struct config *config)
{
	try_mode(config, O_RDONLY, -EACCES, 0);
	try_mode(config, O_WRONLY, 0, -EACCES);
	try_mode(config, O_RDWR, 0, 0);
}
