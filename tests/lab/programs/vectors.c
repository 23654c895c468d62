// SPDX-License-Identifier: GPL-2.0-only
/*
 * vectors: are the vector registers still what they were, while another domain runs?
 *
 *   vectors SECONDS
 *
 * A test of the lab, not of the module: with Xen's lazy way of restoring them, on
 * QEMU's emulated processor, programs in dom0 went on with a PV guest's.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REGS	16
#define SPIN	200000L

#define ALL(x)	x(0) x(1) x(2) x(3) x(4) x(5) x(6) x(7) x(8) x(9) x(10) x(11) x(12) x(13) x(14) x(15)
#define LOAD(n)	"movdqu " #n "*16(%0), %%xmm" #n "\n\t"
#define STORE(n) "movdqu %%xmm" #n ", " #n "*16(%1)\n\t"

static uint8_t before[REGS][16], after[REGS][16];

int main(int argc, char **argv)
{
	unsigned long rounds = 0, bad = 0;
	time_t end;
	size_t i;

	if (argc != 2) {
		fprintf(stderr, "usage: vectors SECONDS\n");
		return 2;
	}
	end = time(NULL) + atoi(argv[1]);
	do {
		for (i = 0; i < sizeof(before); i++)
			((uint8_t *)before)[i] = rand();
		asm volatile(ALL(LOAD)
			     "mov %2, %%rcx\n\t"
			     "1: dec %%rcx\n\t"
			     "jnz 1b\n\t"
			     ALL(STORE)
			     : : "r"(before), "r"(after), "i"(SPIN)
			     : "rcx", "memory", "cc",
			       "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9",
			       "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
		bad += !!memcmp(before, after, sizeof(before));
		rounds++;
	} while (time(NULL) < end);
	printf("%lu of %lu times they were not\n", bad, rounds);
	return bad != 0;
}
