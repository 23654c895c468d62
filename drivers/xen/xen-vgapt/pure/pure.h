/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the pure parts of xen-vgapt need of their surroundings.
 *
 * Files in pure/ include nothing but headers of pure/ and the uAPI, so they know
 * neither PCI nor Xen: they take facts and return decisions.  They compile
 * unchanged into the module and into programs, which have no <linux/...>.
 */
#ifndef XEN_VGAPT_PURE_H
#define XEN_VGAPT_PURE_H

#ifdef __KERNEL__

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

#else

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;

#define BIT(n)		(1UL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#endif

#include <xen/xen_vgapt.h>

/* PCI and its option ROMs are little-endian; nothing in a ROM is aligned. */
static inline u16 vgapt_le16(const u8 *p)
{
	return p[0] | p[1] << 8;
}

static inline u32 vgapt_le32(const u8 *p)
{
	return vgapt_le16(p) | (u32)vgapt_le16(p + 2) << 16;
}

/* In place of a domid: no domain. */
#define VGAPT_NO_DOMAIN	(-1)

#endif /* XEN_VGAPT_PURE_H */
