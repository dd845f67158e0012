// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread that does not own the session is refused, and the command it tried
 * to send is not sent later behind everybody's back.
 */
#include <pthread.h>

#include "check.h"
#include "../../lib/internal.h"

static void *call(void *session)
{
	return (void *)(intptr_t)libucmd_call(session, 0, NULL, 0);
}

int main(void)
{
	struct libucmd *h;
	struct libucmd_cqe cqe;
	pthread_t thread;
	void *ret;

	need_null_commands();
	h = open_null(NULL);
	CHECK_EQ("thread", pthread_create(&thread, NULL, call, h), 0);
	CHECK_EQ("thread", pthread_join(thread, &ret), 0);
	if (!(h->ring.flags & IORING_SETUP_SINGLE_ISSUER))
		SKIP("this kernel does not tell threads apart");
	CHECK("an error", (intptr_t)ret < 0);
	CHECK_EQ("still queued", io_uring_sq_ready(&h->ring), 1);
	CHECK_EQ("as a NOP", h->ring.sq.sqes[0].opcode, IORING_OP_NOP);
	CHECK_EQ("late", libucmd_late(h), 1);
	CHECK_EQ("the owner's call", libucmd_call(h, 0, NULL, 0), 0);
	CHECK_EQ("late", libucmd_late(h), 0);
	CHECK_EQ("no trace", libucmd_reap(h, &cqe, 1, 0, 0), 0);
	libucmd_close(&h);
	return 0;
}
