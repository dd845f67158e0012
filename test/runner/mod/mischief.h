/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MISCHIEF_H
#define MISCHIEF_H

int mischief_answer(void);

#endif
