// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a pending command is kept by value.
 * EXPECT: field 'pend' has incomplete type
 */
#include "../shape.h"

struct embed_pending {
#ifdef FIXED
	struct ucmd_pending *pend;
#else
	struct ucmd_pending pend;
#endif
	u32 value;
};

static void embed_pending_event(struct embed_pending *job)
{
#ifdef FIXED
	ucmd_pending_complete(job->pend, job->value);
#else
	ucmd_pending_complete(&job->pend, job->value);
#endif
}

static void (*const embed_pending_used)(struct embed_pending *job) __used = embed_pending_event;
