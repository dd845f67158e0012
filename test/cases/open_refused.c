// SPDX-License-Identifier: GPL-2.0-only
/* A driver may refuse to open a file; nothing of it stays. */
#include "case.h"

const unsigned int case_configs = RING_DEFAULT;

void case_run(const struct config *config)
{
	unsigned int opens = counter(EXERCISE_OPENS);
	unsigned int releases = counter(EXERCISE_RELEASES);
	int i;

	(void)config;
	for (i = 0; i < 100; i++)
		expect_errno(open(DEVICE, O_RDWR | O_EXCL | O_CLOEXEC), EUSERS);
	expect(counter(EXERCISE_OPENS), opens);
	expect(counter(EXERCISE_RELEASES), releases);
}
