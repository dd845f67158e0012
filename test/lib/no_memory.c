// SPDX-License-Identifier: GPL-2.0-only
/*
 * When there is no memory to keep the completions that a call meets, the call
 * fails and they stay in the ring.
 *
 * Linked with --wrap=realloc.
 */
#include "check.h"

static bool exhausted;

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);

void *__wrap_realloc(void *old, size_t size)
{
	return exhausted ? NULL : __real_realloc(old, size);
}

int main(void)
{
	struct libucmd_cqe cqes[100];
	struct libucmd *h;
	unsigned int sent;
	int i, n;

	need_null_commands();
	for (sent = 10; sent <= 100; sent += 90) {
		h = open_null(NULL);
		if (sent == 100) {		/* the list exists, but is too small */
			CHECK_EQ("prep", libucmd_prep(h, 0, NULL, 0, 0, 1000), 0);
			CHECK_EQ("call", libucmd_call(h, 0, NULL, 0), 0);
			CHECK_EQ("reap", libucmd_reap(h, cqes, 1, 1, LIBUCMD_FOREVER), 1);
		}
		for (i = 0; i < (int)sent; i++) {
			CHECK_EQ("prep", libucmd_prep(h, 0, NULL, 0, 0, i), 0);
			CHECK_EQ("submit", libucmd_submit(h), 0);
		}
		exhausted = true;
		CHECK_EQ("call", libucmd_call(h, 0, NULL, 0), -ENOMEM);
		exhausted = false;
		CHECK_EQ("late", libucmd_late(h), 1);

		n = libucmd_reap(h, cqes, 100, sent, 5000 * MSEC);
		CHECK_EQ("reap", n, sent);
		for (i = 0; i < n; i++)
			CHECK_EQ("tag", cqes[i].tag, i);
		CHECK_EQ("no more", libucmd_reap(h, cqes, 1, 0, 0), 0);
		CHECK_EQ("late", libucmd_late(h), 0);
		libucmd_close(&h);
	}
	return 0;
}
