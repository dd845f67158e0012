// SPDX-License-Identifier: GPL-2.0-only
/* Completions come out oldest first, each once, also those that a call met on its way. */
#include "check.h"

static uint64_t next_tag, next_reaped;

static void send_all(struct libucmd *h, uint32_t op, unsigned int count)
{
	while (count) {
		int ret = libucmd_prep(h, op, NULL, 0, 0, next_tag);

		if (ret == -EAGAIN) {
			CHECK_EQ("submit", libucmd_submit(h), 0);
			continue;
		}
		CHECK_EQ("prep", ret, 0);
		next_tag++;
		count--;
	}
	CHECK_EQ("submit", libucmd_submit(h), 0);
}

static void reap(struct libucmd *h, unsigned int count, unsigned int at_once)
{
	struct libucmd_cqe cqes[256];

	while (count) {
		unsigned int want = count < at_once ? count : at_once;
		int i, n = libucmd_reap(h, cqes, want, want, 5000 * MSEC);

		CHECK_EQ("reaped", n, want);
		for (i = 0; i < n; i++) {
			CHECK_EQ("tag", cqes[i].tag, next_reaped++);
			CHECK_EQ("result", cqes[i].res, 0);
		}
		count -= n;
	}
}

static void check_order(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd *h = open_dev(target->dev, opts);
	struct libucmd_cqe cqe;
	int i;

	next_tag = 0;
	next_reaped = 0;
	send_all(h, target->op, 10);
	reap(h, 10, 1);
	send_all(h, target->op, 200);
	reap(h, 200, 256);
	send_all(h, target->op, 200);
	reap(h, 200, 7);

	/* calls meet them: they are kept, more than the list's first size */
	send_all(h, target->op, 300);
	CHECK_EQ("call", libucmd_call(h, target->op, NULL, 0), 0);
	reap(h, 100, 9);
	for (i = 0; i < 10; i++) {
		send_all(h, target->op, 50);
		CHECK_EQ("call", libucmd_call(h, target->op, NULL, 0), 0);
		reap(h, 60, 13);
	}
	reap(h, 100, 256);
	CHECK_EQ("no more", libucmd_reap(h, &cqe, 1, 0, 0), 0);
	libucmd_close(&h);
}

int main(void)
{
	each_session(true, check_order);
	return 0;
}
