// SPDX-License-Identifier: GPL-2.0-only
/* A call returns what the device answered, on every ring. */
#include "check.h"

static void check_payloads(struct libucmd *h, unsigned int limit)
{
	char args[80] = { 0 };

	CHECK_EQ("16 bytes", libucmd_call(h, ~0U, args, 16), 0);
	CHECK_EQ("limit", libucmd_call(h, 0, args, limit), 0);
	CHECK_EQ("more than the limit", libucmd_call(h, 0, args, limit + 1), -EINVAL);
	CHECK_EQ("missing arguments", libucmd_call(h, 0, NULL, 1), -EINVAL);
}

static void check_call(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev(target->dev, opts);
	uint64_t res2 = 1;
	int i;

	if (!strcmp(target->dev, "null"))
		check_payloads(h, opts->payload == 16 ? 16 : 80);
	CHECK_EQ("second result",
		 libucmd_call_timeout(h, target->op, NULL, 0, LIBUCMD_FOREVER, &res2), 0);
	CHECK_EQ("second result", res2, 0);

	for (i = 0; i < 300; i++)
		CHECK_EQ("call", libucmd_call(h, target->op, NULL, 0), 0);
	for (i = 0; i < 300; i++)
		CHECK_EQ("in time", libucmd_call_timeout(h, target->op, NULL, 0, 10000 * MSEC,
							 NULL), 0);
	CHECK_EQ("late", libucmd_late(h), 0);
	libucmd_close(&h);
}

/* /dev/zero has no uring_cmd; a regular file's file system may not either. */
static void check_not_a_device(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h;

	(void)target;
	CHECK_EQ("open /dev/zero", libucmd_open(&h, "zero", opts), 0);
	CHECK_EQ("call", libucmd_call(h, 0, NULL, 0), -EOPNOTSUPP);
	CHECK_EQ("call again", libucmd_call(h, 0, NULL, 0), -EOPNOTSUPP);
	libucmd_close(&h);
}

int main(void)
{
	each_session(true, check_not_a_device);
	each_session(false, check_call);
	return 0;
}
