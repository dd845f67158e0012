/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What do the programs that count instructions have in common?
 */
#ifndef _INSTRUCTIONS_H
#define _INSTRUCTIONS_H

#include <stdint.h>
#include <x86intrin.h>

#define SAMPLES		31
#define COMMANDS	512	/* in a sample; a multiple of each batch size */

__attribute__((noreturn)) void fail(const char *what, int err);
void calibrate(void);
void report(const char *kind, unsigned int batch, uint64_t samples[SAMPLES]);

/* All that the CPU has executed. */
static inline uint64_t executed(void)
{
	return __rdtsc();
}

#endif /* _INSTRUCTIONS_H */
