/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers of programs that do what comes: the same ones for the same seed, in each
 * thread from a state of its own, which must not be zero.  The generator is xorshift64*
 * (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled").
 */
#ifndef LAB_RANDOM_H
#define LAB_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

static __thread uint64_t random_state = 1;

static inline uint64_t any(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state * 0x2545f4914f6cdd1dULL;
}

static inline uint64_t below(uint64_t limit)
{
	return (any() >> 11) % limit;
}

static inline bool one_in(unsigned int n)
{
	return !below(n);
}

#endif /* LAB_RANDOM_H */
