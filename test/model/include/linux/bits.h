/* SPDX-License-Identifier: GPL-2.0-only */
/* How is a bit written? */
#ifndef _MODEL_LINUX_BITS_H
#define _MODEL_LINUX_BITS_H

#define BIT(nr)	(1UL << (nr))

#endif /* _MODEL_LINUX_BITS_H */
