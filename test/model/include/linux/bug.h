/* SPDX-License-Identifier: GPL-2.0-only */
/* What is a warning?  Here, a counterexample. */
#ifndef _MODEL_LINUX_BUG_H
#define _MODEL_LINUX_BUG_H

void violated(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define WARN_ON_ONCE(condition) do {			\
	if (condition)					\
		violated("WARN_ON_ONCE(%s)", #condition);	\
} while (0)

#endif /* _MODEL_LINUX_BUG_H */
