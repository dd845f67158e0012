/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where does this kernel declare struct io_uring_cmd?  The probes include this
 * before config.h exists, so it asks the preprocessor.
 */
#ifndef _UCMD_COMPAT_INCLUDE_H
#define _UCMD_COMPAT_INCLUDE_H

#if __has_include(<linux/io_uring/cmd.h>)
#include <linux/io_uring/cmd.h>
#else
#include <linux/io_uring.h>
#include <linux/io_uring_types.h>
#endif

#endif /* _UCMD_COMPAT_INCLUDE_H */
