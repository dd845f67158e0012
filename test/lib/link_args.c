// SPDX-License-Identifier: GPL-2.0-only
/*
 * A linked command has the arguments it was given, even when its slot in the
 * queue is used again before its turn comes.
 *
 * The head completes at once; its successor starts when this thread next
 * waits, since completions are deferred until then. In between the test writes
 * another value over both slots, as later commands would.
 *
 * Classes: Q10
 */
#include "check.h"
#include "../../lib/internal.h"

#define GIVEN	2
#define LATER	3

static void overwrite_slots(struct libucmd *h)
{
	struct hello_value value = { .value = LATER };
	char *slots = (char *)h->ring.sq.sqes;
	unsigned int i;

	for (i = 0; i < 2; i++)
		memcpy(slots + i * 2 * SQE_SIZE + SQE_PAYLOAD, &value, sizeof(value));
}

/* Return: the value that the second command of the chain set. */
static int chain(bool copy_at_submit)
{
	struct libucmd_opts opts = { .size = sizeof(opts), .depth = 2 };
	struct libucmd *h = open_dev("hello", &opts);
	struct hello_value value = { .value = 1 };
	struct libucmd_cqe cqes[2];
	int ret;

	CHECK("128-byte entries, run in this thread", h->payload == BIG_PAYLOAD &&
	      h->ring.flags & IORING_SETUP_DEFER_TASKRUN);
	h->link_flags = copy_at_submit ? IOSQE_ASYNC : 0;
	CHECK_EQ("prep", libucmd_prep(h, HELLO_SET, &value, sizeof(value), LIBUCMD_LINK, 0), 0);
	value.value = GIVEN;
	CHECK_EQ("prep", libucmd_prep(h, HELLO_SET, &value, sizeof(value), 0, 1), 0);
	CHECK_EQ("submit", libucmd_submit(h), 0);
	overwrite_slots(h);
	CHECK_EQ("reap", libucmd_reap(h, cqes, 2, 2, 5000 * MSEC), 2);
	CHECK_EQ("head", cqes[0].res, 0);
	CHECK_EQ("second", cqes[1].res, 0);
	ret = libucmd_call(h, HELLO_GET, NULL, 0);
	libucmd_close(&h);
	return ret;
}

int main(void)
{
	struct libucmd *h;
	bool chosen;

	if (access("/dev/hello", F_OK))
		SKIP("the hello sample is not loaded");
	h = open_dev("hello", NULL);
	chosen = h->link_flags;
	libucmd_close(&h);

	CHECK_EQ("copied at submission", chain(true), GIVEN);
	CHECK_EQ("as the library chose for this kernel", chain(chosen), GIVEN);
	fprintf(stderr, "chosen: %s; without a copy this kernel %s\n",
		chosen ? "copy" : "no copy",
		chain(false) == GIVEN ? "reads the right arguments" : "reads the wrong ones");
	return 0;
}
