// SPDX-License-Identifier: GPL-2.0-only
/* The header serves a C++ program. */
#include "libucmd.h"

int main()
{
	libucmd_opts opts = {};
	libucmd *h = nullptr;

	opts.size = sizeof(opts);
	opts.flags = LIBUCMD_RDONLY;
	if (libucmd_open(&h, "/no/such/device", &opts) != -2 || h)
		return 1;
	libucmd_close(&h);
	return LIBUCMD_FOREVER > 0 && LIBUCMD_TAG_MAX > 0 && LIBUCMD_BUF(3) == 0x30008 ? 0 : 1;
}
