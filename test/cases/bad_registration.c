// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device that is wrong in any way is refused, and the log says what is wrong.
 *
 * Classes: A1 A2 P2 Q6
 */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

void case_run(const struct config *config)
{
	unsigned int n;
	int err;

	(void)config;
	expect_log("op 0 (nop, number");
	expect_log("ucmd: exercise");
	expect_log("ucmd: a device of module exercise has no .name");
	for (n = 0; (err = control(EXERCISE_REFUSE, n)) != -ERANGE; n++)
		if (err != -EINVAL)
			fail("device %u: expected -EINVAL, saw %d", n, err);
	expect_below(18, n);

	expect(control(EXERCISE_PLUG, 0), 0);
	expect(control(EXERCISE_PLUG, 0), -EBUSY);
	expect(control(EXERCISE_PULL, 0), 0);
	/* one that is not registered is left alone */
	expect(control(EXERCISE_PULL, 0), 0);
}
