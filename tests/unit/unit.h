/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every unit test includes: cmocka, with the headers it wants first.
 */
#ifndef VGAPT_UNIT_H
#define VGAPT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "pure/pure.h"

/* Fail with words of our own, which say what was being tried. */
#define check(cond, ...)				\
	do {						\
		if (!(cond)) {				\
			print_error(__VA_ARGS__);	\
			print_error("\n");		\
			fail_msg("%s", #cond);		\
		}					\
	} while (0)

#endif /* VGAPT_UNIT_H */
