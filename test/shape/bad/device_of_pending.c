// SPDX-License-Identifier: GPL-2.0-only
/*
 * Misuse: the device of a pending command is asked for.
 * EXPECT: passing argument 1 of 'ucmd_device' from incompatible pointer type
 */
#include "../shape.h"

static void device_of_pending(struct ucmd_pending *pend)
{
#ifdef FIXED
	ucmd_pending_complete(pend, 0);
#else
	ucmd_pending_complete(pend, ucmd_device(pend) ? 0 : -ENODEV);
#endif
}

SHAPE_EVENT(device_of_pending);
