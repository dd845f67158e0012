// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: a constant device is registered.
 * EXPECT: passing argument 1 of '__ucmd_device_register' discards 'const' qualifier
 */
#include "../shape.h"

#ifdef FIXED
static struct ucmd_device const_device_device = {
#else
static const struct ucmd_device const_device_device = {
#endif
	.name = "shape",
};

static int const_device(void)
{
	return ucmd_device_register(&const_device_device);
}

static int (*const const_device_used)(void) __used = const_device;
