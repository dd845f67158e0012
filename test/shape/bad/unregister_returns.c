// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: unregistering is asked whether it failed.
 * EXPECT: void value not ignored as it ought to be
 */
#include "../shape.h"

static struct ucmd_device unregister_returns_device = {
	.name = "shape",
};

static int unregister_returns(void)
{
#ifdef FIXED
	ucmd_device_unregister(&unregister_returns_device);
	return 0;
#else
	return ucmd_device_unregister(&unregister_returns_device);
#endif
}

static int (*const unregister_returns_used)(void) __used = unregister_returns;
