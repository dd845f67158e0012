// SPDX-License-Identifier: GPL-2.0-only
/* The headers serve a C++ program. */
#include "libucmd.h"
#include <ucmd.h>

int main()
{
	libucmd_opts opts = {};
	ucmd_cancel args = {};
	libucmd *h = nullptr;

	opts.size = sizeof(opts);
	opts.flags = LIBUCMD_RDONLY;
	if (libucmd_open(&h, "/no/such/device", &opts) != -2 || h)
		return 1;
	libucmd_close(&h);
	args.flags = UCMD_CANCEL_TAG;
	return LIBUCMD_FOREVER > 0 && LIBUCMD_TAG_MAX > 0 && LIBUCMD_BUF(3) == 0x30008 &&
	       args.flags && _IOC_SIZE(UCMD_CANCEL) == sizeof(args) ? 0 : 1;
}
