/* SPDX-License-Identifier: GPL-2.0-only */
/* Where do numbers come from?  The same seed gives the same ones. */
#ifndef _FUZZ_RANDOM_H
#define _FUZZ_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

static inline uint64_t random_mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

static inline struct random random_seeded(uint64_t seed)
{
	struct random random = { random_mix(seed) | 1 };

	return random;
}

static inline uint64_t random_word(struct random *random)
{
	uint64_t x = random->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	random->state = x;
	return x * 0x2545f4914f6cdd1dULL;
}

static inline uint32_t random_below(struct random *random, uint32_t n)
{
	return (random_word(random) >> 32) * n >> 32;
}

static inline bool random_percent(struct random *random, unsigned int percent)
{
	return random_below(random, 100) < percent;
}

#define random_of(random, array) \
	((array)[random_below(random, sizeof(array) / sizeof((array)[0]))])

#endif /* _FUZZ_RANDOM_H */
