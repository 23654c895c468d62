/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Put before each of the debug kernel's own C files (lib/kernel.sh): mm/kasan
 * asks this before it looks at its shadow.
 */
#ifndef KASAN_XEN_H
#define KASAN_XEN_H

extern int kasan_xen_ready;
#define kasan_arch_is_ready() (kasan_xen_ready != 0)

#endif
