// SPDX-License-Identifier: GPL-2.0-only
/* What is answered at once? */
#include <linux/bitmap.h>
#include <linux/sched.h>

#include "internal.h"

struct ucmd_result fuzz_nop(struct ucmd *cmd)
{
	fuzz_enter(cmd);
	return ucmd_complete(cmd, 0);
}

struct ucmd_result fuzz_echo(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);

	fuzz_enter(cmd);
	return ucmd_complete(cmd, args->res);
}

struct ucmd_result fuzz_echo2(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);

	fuzz_enter(cmd);
	return ucmd_complete2(cmd, args->res, args->value);
}

struct ucmd_result fuzz_sum(struct ucmd *cmd)
{
	const struct fuzz_sum *args = ucmd_args(cmd, struct fuzz_sum);
	u32 sum = 0;
	int i;

	fuzz_enter(cmd);
	for (i = 0; i < ARRAY_SIZE(args->word); i++)
		sum += args->word[i];
	return ucmd_complete(cmd, sum & S32_MAX);
}

struct ucmd_result fuzz_byte(struct ucmd *cmd)
{
	const u8 *args = ucmd_args(cmd, u8);

	fuzz_enter(cmd);
	return ucmd_complete(cmd, *args);
}

struct ucmd_result fuzz_odd(struct ucmd *cmd)
{
	const struct fuzz_odd *args = ucmd_args(cmd, struct fuzz_odd);

	fuzz_enter(cmd);
	return ucmd_complete(cmd, args->byte[12]);
}

struct ucmd_result fuzz_sleep(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);
	s32 res = args->res;

	fuzz_enter(cmd);
	fuzz_nap(args->ms);
	if (res != args->res)
		fuzz_wrong("arguments have changed");
	return ucmd_complete(cmd, res);
}

static DECLARE_BITMAP(fuzz_names, FUZZ_NAMES);

struct ucmd_result fuzz_once(struct ucmd *cmd)
{
	const struct fuzz_args *args = ucmd_args(cmd, struct fuzz_args);
	u32 n = args->value;

	fuzz_enter(cmd);
	if (args->value == fuzz_name(n) && test_and_set_bit(n % FUZZ_NAMES, fuzz_names))
		fuzz_wrong("a handler was called twice for one command");
	return ucmd_complete(cmd, args->res);
}

void fuzz_forget(void)
{
	bitmap_zero(fuzz_names, FUZZ_NAMES);
}
