// SPDX-License-Identifier: GPL-2.0-only
/* A call with a deadline ends then, waiting or held, and leaves nothing in flight. */
#include "pending.h"

#define LIMIT	60	/* ms */

static int wait_call(struct libucmd *h, int64_t timeout)
{
	struct exercise_wait args = { .queue = 0 };

	return libucmd_call_timeout(h, EXERCISE_WAIT, &args, sizeof(args), timeout, NULL);
}

static int hold_call(struct libucmd *h, uint16_t how, uint32_t ms)
{
	struct exercise_hold args = { .how = how, .ms = ms, .res = 7 };

	return libucmd_call(h, EXERCISE_HOLD, &args, sizeof(args));
}

static void check_deadline(const struct libucmd_opts *opts)
{
	struct libucmd *h = open_exercise(opts);
	int64_t start = check_now();

	libucmd_deadline(h, LIMIT);
	CHECK_EQ("waiting", wait_call(h, LIBUCMD_FOREVER), -ETIMEDOUT);
	CHECK("not before, but for a tick", check_now() - start > LIMIT / 2 * MSEC);
	libucmd_deadline(h, LIMIT);
	CHECK_EQ("held", hold_call(h, EXERCISE_FROM_RELEASE, 0), -ETIMEDOUT);
	libucmd_deadline(h, LIMIT);
	CHECK_EQ("before the call's time is over", wait_call(h, LONG_ENOUGH), -ETIMEDOUT);
	CHECK_EQ("late", libucmd_late(h), 0);
	CHECK_EQ("the next has no deadline", wait_call(h, 3 * LIMIT * MSEC), -ETIME);

	libucmd_deadline(h, 60000);
	CHECK_EQ("done before", hold_call(h, EXERCISE_FROM_TIMER, 1), 7);
	libucmd_deadline(h, 60000);
	CHECK_EQ("the call's time is over before", wait_call(h, MSEC), -ETIME);
	CHECK_EQ("two are pending", libucmd_cancel_all(h), 2);
	expect_nothing(h);
	CHECK_EQ("late", libucmd_late(h), 0);
	libucmd_close(&h);
}

int main(void)
{
	each_pending(check_deadline);
	return 0;
}
