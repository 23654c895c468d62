/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What issue 17 adds to the interface of /dev/xen_vgapt, by the contract's text.
 * The module's side is written at the same time: this file goes when
 * <xen/xen_vgapt.h> has the same names.
 */
#ifndef VGAPT_DM_CONTRACT_H
#define VGAPT_DM_CONTRACT_H

#include <xen/xen_vgapt.h>

#ifndef VGAPT_RIGHT_MODEL

#define VGAPT_RIGHT_HOLD	0x20U	/* pause the domain */
#define VGAPT_RIGHT_MODEL	0x40U	/* be the function's device model */

#define VGAPT_EVENT_TAKEN	0x10U	/* the function is no longer the domain's */

#define VGAPT_FEATURE_MODEL	0x40ULL	/* LISTEN, HOLD, MAP, MSI, CONFIG and access */
#define VGAPT_FEATURE_TRAPS	0x80ULL	/* GRANT takes traps */

#define VGAPT_REGION_CONFIG	10		/* configuration space */
#define VGAPT_REGION_FLAG_WRITE	0x100U	/* pwrite works on this descriptor */

/* struct vgapt_map - map a part of a BAR into the domain, or take it out */
struct vgapt_map {
	__u32 argsz;
	__u32 flags;
#define VGAPT_MAP_ADD		0x01U
#define VGAPT_MAP_REMOVE	0x02U
	__u32 region;
	__u32 reserved;
	__u64 offset;
	__u64 length;
	__u64 address;
};

/* struct vgapt_msi - bind an interrupt of the function to the domain's */
struct vgapt_msi {
	__u32 argsz;
	__u32 flags;
#define VGAPT_MSI_BIND		0x01U
#define VGAPT_MSI_UNBIND	0x02U
#define VGAPT_MSI_X		0x04U
#define VGAPT_MSI_ENABLE	0x08U
#define VGAPT_MSI_DISABLE	0x10U
#define VGAPT_MSI_MASK_ALL	0x20U
	__u32 vector;
	__u32 data;
	__u64 address;
	__u64 table;
};

#define VGAPT_GRANT_MAX_TRAPS	8

/* struct vgapt_trap - a part of a legacy range that stays with the device model */
struct vgapt_trap {
	__u32 range;
	__u32 reserved;
	__u64 first;
	__u64 count;
};

/* struct vgapt_grant - grant legacy ranges but for some parts */
struct vgapt_grant {
	__u32 argsz;
	__u32 flags;
	__u32 ranges;
	__u32 num_traps;
	struct vgapt_trap traps[VGAPT_GRANT_MAX_TRAPS];
};

#define VGAPT_IOC_HOLD		_IO(VGAPT_IOC_TYPE, 0x18)
#define VGAPT_IOC_RELEASE	_IO(VGAPT_IOC_TYPE, 0x19)
#define VGAPT_IOC_MAP		_IO(VGAPT_IOC_TYPE, 0x1a)
#define VGAPT_IOC_MSI		_IO(VGAPT_IOC_TYPE, 0x1b)

#endif /* VGAPT_RIGHT_MODEL */

#endif /* VGAPT_DM_CONTRACT_H */
