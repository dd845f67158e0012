// SPDX-License-Identifier: GPL-2.0-only
/* A call returns what the device answered, on every ring. */
#include "check.h"

static void check_null(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_null(opts);
	char args[80] = { 0 };
	uint64_t res2 = 1;
	int i;

	CHECK_EQ("no arguments", libucmd_call(h, 0, NULL, 0), 0);
	CHECK_EQ("16 bytes", libucmd_call(h, ~0U, args, 16), 0);
	if (opts->payload == 16)
		CHECK_EQ("17 bytes", libucmd_call(h, 0, args, 17), -EINVAL);
	else
		CHECK_EQ("80 bytes", libucmd_call(h, 0, args, 80), 0);
	CHECK_EQ("more than any ring carries", libucmd_call(h, 0, args, 81), -EINVAL);
	CHECK_EQ("missing arguments", libucmd_call(h, 0, NULL, 1), -EINVAL);
	CHECK_EQ("second result", libucmd_call_timeout(h, 0, NULL, 0, LIBUCMD_FOREVER, &res2), 0);
	CHECK_EQ("second result", res2, 0);

	for (i = 0; i < 1000; i++)
		CHECK_EQ("again", libucmd_call(h, i, &i, sizeof(i)), 0);
	for (i = 0; i < 1000; i++)
		CHECK_EQ("in time", libucmd_call_timeout(h, 0, NULL, 0, 10000 * MSEC, NULL), 0);
	CHECK_EQ("late", libucmd_late(h), 0);
	libucmd_close(&h);
}

/* /dev/zero has no uring_cmd; a regular file's file system may not either. */
static void check_not_a_device(const struct libucmd_opts *opts)
{
	struct libucmd *h;

	CHECK_EQ("open /dev/zero", libucmd_open(&h, "zero", opts), 0);
	CHECK_EQ("call", libucmd_call(h, 0, NULL, 0), -EOPNOTSUPP);
	CHECK_EQ("call again", libucmd_call(h, 0, NULL, 0), -EOPNOTSUPP);
	libucmd_close(&h);
}

int main(void)
{
	const struct libucmd_opts *opts;
	struct libucmd *h = open_null(NULL);

	libucmd_close(&h);
	for_each_session(opts)
		check_not_a_device(opts);
	need_null_commands();
	for_each_session(opts)
		check_null(opts);
	return 0;
}
