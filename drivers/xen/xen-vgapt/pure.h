/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the pure parts of xen-vgapt need of their surroundings.
 *
 * Files that include only this header touch neither PCI nor Xen: they take
 * facts and give decisions.  They compile unchanged into the module and into
 * the unit tests, where <linux/...> is not to be had.
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
#include <string.h>

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define BIT(n)		(1UL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#endif

#include <xen/xen_vgapt.h>

/* sbdf.c */

/**
 * struct vgapt_sbdf - where a PCI function sits
 * @segment: PCI segment (domain, in Linux's words)
 * @bus:     bus number
 * @devfn:   device number << 3 | function number
 */
struct vgapt_sbdf {
	u32 segment;
	u8 bus;
	u8 devfn;
};

int vgapt_sbdf_parse(const char *text, size_t len, struct vgapt_sbdf *sbdf);
int vgapt_sbdf_parse_short(const char *text, size_t len,
			   struct vgapt_sbdf *sbdf);

/* ranges.c */

#define VGAPT_NUM_RANGES	3

/**
 * struct vgapt_range - one of the legacy VGA ranges
 * @bit:   its VGAPT_RANGE_* bit
 * @io:    true for I/O ports, false for memory
 * @first: first port, or first byte address
 * @count: number of ports, or of bytes
 */
struct vgapt_range {
	u32 bit;
	bool io;
	u32 first;
	u32 count;
};

extern const struct vgapt_range vgapt_ranges[VGAPT_NUM_RANGES];

const struct vgapt_range *vgapt_range_of(u32 bit);

/* rom_image.c */

#define VGAPT_ROM_CODE_X86	0x00	/* PCI Firmware Spec 3.x, 5.1.3, code type */
#define VGAPT_ROM_CODE_EFI	0x03

/**
 * struct vgapt_rom_image - one image of an option ROM's chain
 * @offset:    byte at which it begins
 * @length:    bytes it occupies, as its PCI data structure claims
 * @vendor:    vendor id in its PCI data structure
 * @device:    device id in its PCI data structure
 * @code_type: VGAPT_ROM_CODE_*, or what else is written there
 * @last:      true if it says that no image follows
 */
struct vgapt_rom_image {
	u32 offset;
	u32 length;
	u16 vendor;
	u16 device;
	u8 code_type;
	bool last;
};

int vgapt_rom_image_at(const u8 *buf, u32 avail, u32 limit, u32 offset,
		       struct vgapt_rom_image *image);
int vgapt_rom_measure(const u8 *buf, u32 avail, u32 limit, u32 *length);

/* policy.c */

#define VGAPT_NO_DOMAIN	(-1)

#define VGAPT_FLR_REVOKE	BIT(0)	/* before the reset */
#define VGAPT_FLR_GRANT		BIT(1)	/* after the reset */

/**
 * struct vgapt_flr_facts - what is known when do_flr is written
 * @vga:        the function is VGA compatible
 * @primary:    it is to be a primary display
 * @named:      domid in libxl's note on the function, or VGAPT_NO_DOMAIN
 * @named_live: that domain exists and is not dying
 * @owner:      domid xen-pciback has registered, or VGAPT_NO_DOMAIN
 * @owner_live: that domain exists and is not dying
 * @held_by:    domid holding legacy ranges through this function, or
 *              VGAPT_NO_DOMAIN
 * @confirmed:  xen-pciback has had @held_by registered since it was granted
 */
struct vgapt_flr_facts {
	bool vga;
	bool primary;
	int named;
	bool named_live;
	int owner;
	bool owner_live;
	int held_by;
	bool confirmed;
};

/* What is to become of an owner that lives. */
enum vgapt_fate {
	VGAPT_KEEP,		/* the function is still meant for it */
	VGAPT_WITHDRAW,		/* it has been given up, or to another */
	VGAPT_WAIT,		/* nobody says anything: look again later */
};

unsigned int vgapt_policy_flr(const struct vgapt_flr_facts *facts);
bool vgapt_policy_meant_for(int domid, int named, int owner);
enum vgapt_fate vgapt_policy_fate(int held_by, int named, int owner,
				  bool confirmed);

/* route_policy.c */

/**
 * enum vgapt_use - who needs another VGA adapter
 * @VGAPT_USE_NONE:    nobody
 * @VGAPT_USE_DRIVER:  a driver in dom0
 * @VGAPT_USE_CONSOLE: dom0's firmware console (the boot adapter without driver)
 * @VGAPT_USE_GUEST:   another domain
 */
enum vgapt_use {
	VGAPT_USE_NONE,
	VGAPT_USE_DRIVER,
	VGAPT_USE_CONSOLE,
	VGAPT_USE_GUEST,
};

/**
 * struct vgapt_rival - another VGA adapter, seen from the one that asks
 * @use:         who needs it
 * @own_bridge:  a bridge above it is not above the one that asks, so that
 *               clearing VGA Enable there is enough to silence it
 * @undecoded:   its driver has given up legacy decoding, so that the arbiter
 *               leaves its COMMAND register alone
 */
struct vgapt_rival {
	enum vgapt_use use;
	bool own_bridge;
	bool undecoded;
};

/* Why a rival forbids taking the route. */
enum vgapt_block {
	VGAPT_BLOCK_NONE,
	VGAPT_BLOCK_DRIVER,
	VGAPT_BLOCK_CONSOLE,
	VGAPT_BLOCK_GUEST,
};

enum vgapt_block vgapt_route_blocked(const struct vgapt_rival *rival);
bool vgapt_route_driver_undecodes(const char *driver);

#endif /* XEN_VGAPT_PURE_H */
