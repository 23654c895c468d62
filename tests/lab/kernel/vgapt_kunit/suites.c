// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: what needs the kernel's locks.  For the debug kernel, where lockdep and
 * the check for sleeping in atomic context look on.
 */
#include <linux/module.h>

#include "world.h"

kunit_test_suites(&owner_suite, &rounds_suite, &capability_suite);

MODULE_DESCRIPTION("KUnit suites of xen_vgapt");
MODULE_LICENSE("GPL");
