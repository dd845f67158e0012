// SPDX-License-Identifier: GPL-2.0-only
/* The header needs no other before it, and may come twice. */
#include <ucmd/ucmd.h>
#include <ucmd/ucmd.h>

MODULE_DESCRIPTION("shape: the header alone");
MODULE_LICENSE("GPL");
