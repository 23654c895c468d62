// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random numbers: a counter, multiplied and folded until nothing of the counter is
 * to be seen.  Good enough for choices, the same everywhere, and any number may
 * be the seed.
 */
#include "fuzz.h"

#define STEP	0x9e3779b97f4a7c15ULL	/* 2^64 divided by the golden ratio, odd */

static uint64_t fold(uint64_t val)
{
	val ^= val >> 32;
	val *= 0xd6e8feb86659fd93ULL;
	val ^= val >> 32;
	val *= 0xd6e8feb86659fd93ULL;
	val ^= val >> 32;
	return val;
}

void rng_seed(struct rng *rng, uint64_t seed)
{
	rng->state = fold(seed + STEP);
}

uint64_t rng_next(struct rng *rng)
{
	rng->state += STEP;
	return fold(rng->state);
}

uint32_t rng_below(struct rng *rng, uint32_t limit)
{
	return (uint32_t)((rng_next(rng) >> 32) * limit >> 32);
}

bool rng_once_in(struct rng *rng, uint32_t n)
{
	return rng_below(rng, n) == 0;
}

void rng_fill(struct rng *rng, void *buf, size_t size)
{
	uint8_t *to = buf;

	while (size--)
		*to++ = rng_next(rng) >> 56;
}

/* The number of an operation: of a seed, a thread and a position. */
uint64_t rng_mix(uint64_t a, uint64_t b, uint64_t c)
{
	return fold(fold(fold(a + STEP) + b * STEP) + c * STEP + 1);
}
