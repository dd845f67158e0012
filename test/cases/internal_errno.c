// SPDX-License-Identifier: GPL-2.0-only
/*
 * Codes of the kernel's own never reach the program.
 *
 * Classes: R3
 */
#include "case.h"

const unsigned int case_configs = EVERY_RING | EVERY_FLAG;

void case_run(const struct config *config)
{
	static const struct {
		int given, sent;
	} codes[] = {
		{ -511, -511 },
		{ -512, -EINTR },	/* ERESTARTSYS */
		{ -513, -EINTR },	/* ERESTARTNOINTR */
		{ -514, -EINTR },	/* ERESTARTNOHAND */
		{ -515, -ENOTTY },	/* ENOIOCTLCMD */
		{ -516, -EINTR },	/* ERESTART_RESTARTBLOCK */
		{ -517, -EIO },		/* EPROBE_DEFER */
		{ -524, -EOPNOTSUPP },	/* ENOTSUPP */
		{ -529, -EIO },		/* EIOCBQUEUED */
		{ -4095, -EIO },
		{ INT32_MIN, -EIO },
	};
	int fd = device_open(DEVICE);
	struct ring ring;
	size_t i;

	expect_log("is not for user space");
	ring_open(&ring, config);
	for (i = 0; i < ARRAY_SIZE(codes); i++) {
		struct exercise_echo args = { .res = codes[i].given };
		struct exercise_hold hold = {
			.how = EXERCISE_FROM_IRQ, .res = codes[i].given,
		};

		expect(call(&ring, fd, EXERCISE_ECHO, &args, sizeof(args)), codes[i].sent);
		expect(call(&ring, fd, EXERCISE_HOLD, &hold, sizeof(hold)), codes[i].sent);
	}
	ring_close(&ring);
	close(fd);
}
