// SPDX-License-Identifier: GPL-2.0-only
/*
 * How are instructions counted?  In a guest whose clock is its instruction counter
 * (bench/run), elapsed time is work done: in the program, in the kernel, in
 * interrupts.  When a CPU halts, the emulator moves the clock with no instruction
 * executed; so a program that counts lets none halt.  What executes instead, while
 * there is nothing to do, is a loop whose turns are counted and taken off.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "instructions.h"

#define SETTLE_SECONDS	3

void fail(const char *what, int err)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(err < 0 ? -err : err));
	exit(1);
}

static uint64_t counted_loop(uint64_t turns)
{
	uint64_t start = executed();

	__asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
	return executed() - start;
}

/*
 * Is the time-stamp counter an instruction counter here?  A loop of two
 * instructions must take two ticks a turn, unless something comes in between:
 * the best of some counts.  Before, whatever the guest began with may end.
 */
void calibrate(void)
{
	const uint64_t turns = 10000;
	uint64_t ticks, best = UINT64_MAX;
	int i;

	sleep(SETTLE_SECONDS);
	for (i = 0; i < SAMPLES; i++) {
		ticks = counted_loop(turns);
		if (ticks < best)
			best = ticks;
	}
	if (best < 2 * turns || best > 2 * turns + turns / 100) {
		fprintf(stderr, "bench: a loop of %llu instructions took %llu ticks: run this by bench/run\n",
			(unsigned long long)(2 * turns), (unsigned long long)best);
		exit(1);
	}
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Prints KIND BATCH MEDIAN MINIMUM: instructions per command. */
void report(const char *kind, unsigned int batch, uint64_t samples[SAMPLES])
{
	qsort(samples, SAMPLES, sizeof(samples[0]), by_value);
	printf("%s %u %.1f %.1f\n", kind, batch,
	       (double)samples[SAMPLES / 2] / COMMANDS, (double)samples[0] / COMMANDS);
}
