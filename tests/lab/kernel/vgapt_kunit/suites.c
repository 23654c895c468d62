// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: what needs the kernel's locks.  For the debug kernel, where lockdep and
 * the check for sleeping in atomic context look on.
 */
#include <linux/module.h>

#include "world.h"

kunit_test_suites(&capability_suite, &claim_suite, &owner_suite, &ports_suite, &rounds_suite);

MODULE_DESCRIPTION("KUnit suites of xen_vgapt");
MODULE_LICENSE("GPL");
