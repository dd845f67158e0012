// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device with a multishot op is not registered where the kernel has no such commands.
 *
 * Classes: B3
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

void case_run(const struct config *config)
{
	(void)config;
	if (!strncmp(kernel_release(), "6.1.", 4) || !strncmp(kernel_release(), "6.12.", 5)) {
		expect_log("op 0 (events) needs multishot commands");
		expect(control(EXERCISE_PLUG_EVENTS, 0), -EOPNOTSUPP);
	} else {
		expect(control(EXERCISE_PLUG_EVENTS, 0), 0);
		expect(control(EXERCISE_PULL, 0), 0);
	}
}
