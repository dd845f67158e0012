// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device with an op that is of no use without vectors of registered buffers is not
 * registered where the kernel has none.
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

void case_run(const struct config *config)
{
	(void)config;
	if (!strncmp(kernel_release(), "6.1.", 4) || !strncmp(kernel_release(), "6.12.", 5)) {
		expect_log("op 0 (fixed_vec) needs vectors of registered buffers");
		expect(control(EXERCISE_NEED_FIXED_VEC, 0), -EOPNOTSUPP);
	} else {
		expect(control(EXERCISE_NEED_FIXED_VEC, 0), 0);
	}
}
