// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * How does a program end commands early? It cancels them, or sends them with a
 * deadline.
 *
 * A cancel is a command of its own, which every ucmd device answers at once.
 */
#include <errno.h>

#include <ucmd.h>

#include "internal.h"

static int cancel(struct libucmd *h, struct ucmd_cancel args)
{
	/* the program's next command is to have it; a cancel takes none */
	uint32_t deadline_ms = h->deadline_ms;
	int ret;

	/* it must not wait for what it is to end */
	libucmd_end_chain(h);
	h->deadline_ms = 0;
	ret = libucmd_call(h, UCMD_CANCEL, &args, sizeof(args));
	h->deadline_ms = deadline_ms;
	return ret;
}

int libucmd_cancel(struct libucmd *h, uint64_t tag)
{
	if (tag > LIBUCMD_TAG_MAX)
		return -EINVAL;
	return cancel(h, (struct ucmd_cancel){ .flags = UCMD_CANCEL_TAG, .tag = tag });
}

int libucmd_cancel_op(struct libucmd *h, uint32_t op)
{
	return cancel(h, (struct ucmd_cancel){ .flags = UCMD_CANCEL_OP, .op = op });
}

int libucmd_cancel_all(struct libucmd *h)
{
	return cancel(h, (struct ucmd_cancel){ .flags = 0 });
}

void libucmd_deadline(struct libucmd *h, uint32_t ms)
{
	h->deadline_ms = ms;
}
