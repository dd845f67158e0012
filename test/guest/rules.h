/* SPDX-License-Identifier: GPL-2.0-only */
/* Did the framework report a driver? */
#ifndef _RULES_H
#define _RULES_H

#include <stdbool.h>

/* Whether the kernel's log names no broken rule; says which it names. */
bool rules_kept(void);

#endif /* _RULES_H */
