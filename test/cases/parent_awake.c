// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a device belongs to is awake while a file is open, and only then: not after
 * an open that was refused.  If it does not wake, opening fails with its error.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

#define STATE	"/sys/devices/platform/exercise_parent/power/runtime_status"

/* At the latest in two seconds. */
static bool becomes(const char *want)
{
	char state[32] = "";
	FILE *file;
	int i;

	for (i = 0; i < 200; i++) {
		file = fopen(STATE, "re");
		if (!file || !fgets(state, sizeof(state), file))
			fail("the state of exercise_parent cannot be read");
		fclose(file);
		if (!strncmp(state, want, strlen(want)))
			return true;
		usleep(10000);
	}
	return false;
}

void case_run(const struct config *config)
{
	struct ring ring;
	int fd, other;

	ring_open(&ring, config);
	expect(control(EXERCISE_PLUG, 3), 0);
	if (access(STATE, F_OK)) {
		control(EXERCISE_PULL, 0);
		skip("this kernel has no runtime power management");
	}
	expect(becomes("suspended"), true);
	expect_errno(open(PLUG_DEVICE, O_RDWR | O_EXCL | O_CLOEXEC), EUSERS);
	expect(becomes("suspended"), true);
	fd = device_open(PLUG_DEVICE);
	expect(becomes("active"), true);
	other = device_open(PLUG_DEVICE);
	close(other);
	expect(becomes("suspended"), false);
	expect(call(&ring, fd, EXERCISE_NOP, NULL, 0), 0);
	close(fd);
	expect(becomes("suspended"), true);
	expect(control(EXERCISE_PULL, 0), 0);

	expect(control(EXERCISE_PLUG, 4), 0);
	expect_errno(open(PLUG_DEVICE, O_RDWR | O_CLOEXEC), ENXIO);
	expect(control(EXERCISE_PULL, 0), 0);
	ring_close(&ring);
}
