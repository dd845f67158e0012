// SPDX-License-Identifier: GPL-2.0-only
/* A command may name a buffer that was registered with the ring. */
#include "check.h"

static void check_buffers(const struct target *target, const struct libucmd_opts *opts)
{
	struct libucmd_cqe cqe;
	struct libucmd *h;
	struct iovec iov[2];
	char buf[2][4096];
	int i;

	if (strcmp(target->dev, "null"))
		return;		/* ucmd refuses a buffer that the op has no use for */
	h = open_dev(target->dev, opts);
	for (i = 0; i < 2; i++)
		iov[i] = (struct iovec){ .iov_base = buf[i], .iov_len = sizeof(buf[i]) };
	CHECK_EQ("register", io_uring_register_buffers(libucmd_ring(h), iov, 2), 0);
	for (i = 0; i < 2; i++) {
		CHECK_EQ("prep", libucmd_prep(h, target->op, NULL, 0, LIBUCMD_BUF(i), i), 0);
		CHECK_EQ("reap", libucmd_reap(h, &cqe, 1, 1, 5000 * MSEC), 1);
		CHECK_EQ("tag", cqe.tag, i);
		CHECK_EQ("result", cqe.res, 0);
	}
	libucmd_close(&h);
}

int main(void)
{
	each_session(false, check_buffers);
	return 0;
}
