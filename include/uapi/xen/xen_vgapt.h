/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * xen-vgapt: VGA passthrough for Xen - the interface of /dev/xen_vgapt
 *
 * /dev/xen_vgapt (root only) knows VGAPT_IOC_VERSION, VGAPT_IOC_ATTACH and three
 * calls about ROMs.  ATTACH returns a second file descriptor, the capability: it
 * stands for one PCI function and one domain, and the other calls are made on
 * it.  It may be passed to a process without privileges.  Closing its last
 * reference withdraws all that was granted through it.
 *
 * Rules that hold for every structure here:
 *
 * - argsz is set by the caller to the size of the structure it was compiled
 *   with.  Less than the structure's first published size is EINVAL.  Bytes
 *   beyond what this kernel knows must be zero, or the call fails with E2BIG.
 *   On success argsz is set to the size this kernel knows.
 * - flags, and every field not marked [in], is zero on the way in unless said
 *   otherwise: an unknown flag, or padding that is not zero, is EINVAL.
 * - No structure holds a pointer, and the layout is the same for 32-bit and
 *   64-bit callers.
 *
 * Documentation/uapi.rst describes each call field by field.
 */
#ifndef _UAPI_XEN_VGAPT_H
#define _UAPI_XEN_VGAPT_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Raised by one whenever something is added that a caller might test for. */
#define VGAPT_API_VERSION	2

#define VGAPT_IOC_TYPE		0xEA

/* The legacy VGA ranges, as bits of a mask. */
#define VGAPT_RANGE_IO_MONO	(1U << 0)	/* I/O ports 3B0h-3BBh */
#define VGAPT_RANGE_IO_COLOR	(1U << 1)	/* I/O ports 3C0h-3DFh */
#define VGAPT_RANGE_MEM		(1U << 2)	/* memory A0000h-BFFFFh */
#define VGAPT_RANGE_ALL		(VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR | \
				 VGAPT_RANGE_MEM)

/**
 * struct vgapt_version - what the module is and can do (VGAPT_IOC_VERSION)
 * @argsz:          [in/out] size of this structure
 * @flags:          [out] VGAPT_VERSION_XEN if the module can talk to Xen's
 *                  control interface; without it nothing can be granted, while
 *                  ROM and reset work
 * @api:            [out] VGAPT_API_VERSION of the loaded module
 * @domctl_version: [out] the hypervisor's domctl interface version, 0 if no
 *                  known one was accepted
 */
struct vgapt_version {
	__u32 argsz;
	__u32 flags;
#define VGAPT_VERSION_XEN	(1U << 0)
	__u32 api;
	__u32 domctl_version;
};

/**
 * struct vgapt_attach - ask for a capability (VGAPT_IOC_ATTACH)
 * @argsz:   [in/out] size of this structure
 * @flags:   [in] must be zero
 * @segment: [in] PCI segment of the function
 * @bus:     [in] its bus number
 * @devfn:   [in] its device number << 3 | function number
 * @domid:   [in] the domain it is meant for; not domain 0
 *
 * Returns a file descriptor (close-on-exec), or an error: ENODEV if the
 * function is not a display adapter known to the module, ESRCH if there is no
 * such domain, EINVAL for a domid no guest can have, EOPNOTSUPP if Xen's control
 * interface is not usable.
 */
struct vgapt_attach {
	__u32 argsz;
	__u32 flags;
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 domid;
};

/* Where the copy of the ROM came from. */
#define VGAPT_ROM_NONE		0	/* there is none */
#define VGAPT_ROM_ROMBAR	1	/* flash behind the ROM BAR */
#define VGAPT_ROM_SHADOW	2	/* the firmware's copy at C0000h */
#define VGAPT_ROM_EFI		3	/* what UEFI had in its own flash, kept by Xen */
#define VGAPT_ROM_PLATFORM	4	/* what the boot loader handed to Linux */
#define VGAPT_ROM_VFCT		5	/* AMD: ACPI table VFCT */
#define VGAPT_ROM_ATRM		6	/* AMD: ACPI method ATRM */
#define VGAPT_ROM_ACPI_ROM	7	/* ACPI method _ROM */
#define VGAPT_ROM_PROM		8	/* NVIDIA: the flash, through BAR0 */
#define VGAPT_ROM_PRAMIN	9	/* NVIDIA: the copy in VRAM */
#define VGAPT_ROM_SMC		10	/* AMD: the flash, through registers */
#define VGAPT_ROM_VRAM		11	/* AMD: an APU's copy in its memory */
#define VGAPT_ROM_USER		12	/* given by the administrator */
#define VGAPT_ROM_NUM_SOURCES	13

/**
 * struct vgapt_rom_source_info - what a source of a ROM gave (VGAPT_IOC_ROM_SOURCE)
 * @argsz:        [in/out] size of this structure
 * @flags:        [in] must be zero
 * @segment:      [in] PCI segment of the function
 * @bus:          [in] its bus number
 * @devfn:        [in] its device number << 3 | function number
 * @reserved:     must be zero
 * @source:       [in] VGAPT_ROM_*, not _NONE
 * @error:        [out] 0 if it gave a ROM; ENODATA: this function has none there;
 *                EBUSY: not asked, a driver in dom0 has the function; EALREADY: not
 *                asked, as a safer one had given a good ROM; EBADMSG: what is
 *                there is no good ROM; others: what went wrong
 * @status:       [out] VGAPT_ROM_STATUS_* of this copy
 * @size:         [out] bytes in it, 0 if there is none
 * @fault:        [out] what is wrong with it: VGAPT_ROM_FAULT_*
 * @fault_offset: [out] byte at which the faulty image begins
 * @chosen:       [out] 1 if it is the one that is offered as the function's ROM
 * @diff_count:   [out] bytes in which it differs from the chosen one, as far as
 *                both reach
 * @diff_first:   [out] first of them
 * @diff_last:    [out] last of them
 * @sha256:       [out] SHA-256 of the copy, all zero if there is none
 */
struct vgapt_rom_source_info {
	__u32 argsz;
	__u32 flags;
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 reserved;
	__u32 source;
	__u32 error;
	__u32 status;
#define VGAPT_ROM_STATUS_ABSENT		0	/* there is none */
#define VGAPT_ROM_STATUS_INVALID	1	/* it is no ROM, or not this card's */
#define VGAPT_ROM_STATUS_UNVERIFIED	2	/* good, as far as can be told */
#define VGAPT_ROM_STATUS_MODIFIED	3	/* not as in the flash */
#define VGAPT_ROM_STATUS_PRISTINE	4	/* as in the flash */
	__u32 size;
	__u32 fault;
#define VGAPT_ROM_FAULT_NONE		0
#define VGAPT_ROM_FAULT_EMPTY		1	/* nothing but FFh, or nothing but 0 */
#define VGAPT_ROM_FAULT_SIGNATURE	2	/* no 55h AAh */
#define VGAPT_ROM_FAULT_PCIR		3	/* no PCI data structure */
#define VGAPT_ROM_FAULT_PCIR_OUTSIDE	4	/* it lies outside of its image */
#define VGAPT_ROM_FAULT_ZERO_LENGTH	5	/* an image without length */
#define VGAPT_ROM_FAULT_TOO_LONG	6	/* it claims more than there is */
#define VGAPT_ROM_FAULT_TOO_MANY	7	/* a chain without end */
#define VGAPT_ROM_FAULT_IDS		8	/* another vendor's */
#define VGAPT_ROM_FAULT_CHECKSUM	9	/* bytes do not add up to zero */
	__u32 fault_offset;
	__u32 chosen;
	__u32 diff_count;
	__u32 diff_first;
	__u32 diff_last;
	__u8  sha256[32];
};

/**
 * struct vgapt_rom_open - read or give a ROM (VGAPT_IOC_ROM_OPEN, _ROM_LOAD)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @segment:  [in] PCI segment of the function
 * @bus:      [in] its bus number
 * @devfn:    [in] its device number << 3 | function number
 * @reserved: must be zero
 * @source:   [in] OPEN: VGAPT_ROM_*; LOAD: must be zero
 *
 * OPEN returns a file descriptor from which that source's copy can be read;
 * ENODATA if there is none.  LOAD returns one that takes an image by write(2), at
 * most 4 MiB; VGAPT_IOC_ROM_COMMIT on it makes that image the function's ROM, or
 * tells why not: EBADMSG if it is no ROM, EXDEV if it is another vendor's card's.
 * A COMMIT of nothing takes back what was given before.
 */
struct vgapt_rom_open {
	__u32 argsz;
	__u32 flags;
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 reserved;
	__u32 source;
};

/**
 * struct vgapt_device_info - the function behind a capability (VGAPT_IOC_DEVICE_INFO)
 * @argsz:       [in/out] size of this structure
 * @flags:       [out] VGAPT_DEVICE_*
 * @segment:     [out] PCI segment
 * @bus:         [out] bus number
 * @devfn:       [out] device number << 3 | function number
 * @domid:       [out] the domain this capability is for
 * @vendor:      [out] PCI vendor id
 * @device:      [out] PCI device id
 * @subvendor:   [out] PCI subsystem vendor id
 * @subdevice:   [out] PCI subsystem id
 * @class:       [out] class code: base class, sub-class, interface (24 bits)
 * @num_regions: [out] region indexes 0 .. num_regions - 1 exist
 * @granted:     [out] VGAPT_RANGE_* this domain holds of this function now,
 *               whoever granted them
 * @held:        [out] those of them granted through this capability
 * @rom_size:    [out] bytes in the ROM's copy, 0 if there is none
 * @rom_source:  [out] VGAPT_ROM_*
 * @rom_status:  [out] VGAPT_ROM_STATUS_*
 * @rom_sha256:  [out] SHA-256 of the copy, all zero if there is none
 */
struct vgapt_device_info {
	__u32 argsz;
	__u32 flags;
#define VGAPT_DEVICE_VGA	(1U << 0)	/* VGA compatible: legacy ranges offered */
#define VGAPT_DEVICE_PRIMARY	(1U << 1)	/* made the guest's primary display */
#define VGAPT_DEVICE_SEIZED	(1U << 2)	/* bound to xen-pciback */
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 domid;
	__u16 vendor;
	__u16 device;
	__u16 subvendor;
	__u16 subdevice;
	__u32 class;
	__u32 num_regions;
	__u32 granted;
	__u32 held;
	__u64 rom_size;
	__u32 rom_source;
	__u32 rom_status;
	__u8  rom_sha256[32];
};

/* Region indexes. */
#define VGAPT_REGION_BAR0	0	/* BAR n is region n, 0..5 */
#define VGAPT_REGION_ROM	6	/* the copy of the ROM, readable on this descriptor */
#define VGAPT_REGION_IO_MONO	7	/* ports 3B0h-3BBh */
#define VGAPT_REGION_IO_COLOR	8	/* ports 3C0h-3DFh */
#define VGAPT_REGION_MEM	9	/* memory A0000h-BFFFFh */
#define VGAPT_NUM_REGIONS	10

/**
 * struct vgapt_region_info - one region of the function (VGAPT_IOC_REGION_INFO)
 * @argsz:  [in/out] size of this structure
 * @flags:  [out] VGAPT_REGION_FLAG_*
 * @index:  [in] region index
 * @range:  [out] the VGAPT_RANGE_* bit of a legacy range, 0 for others
 * @size:   [out] bytes or ports; 0 if the region does not exist
 * @base:   [out] machine address or first port; 0 for the ROM's copy
 * @offset: [out] where the region begins on this descriptor for pread and
 *          mmap; meaningful only with VGAPT_REGION_FLAG_READ or _MMAP
 */
struct vgapt_region_info {
	__u32 argsz;
	__u32 flags;
#define VGAPT_REGION_FLAG_IO		(1U << 0)	/* I/O ports */
#define VGAPT_REGION_FLAG_MEM		(1U << 1)	/* memory */
#define VGAPT_REGION_FLAG_PREFETCH	(1U << 2)	/* prefetchable */
#define VGAPT_REGION_FLAG_MEM64		(1U << 3)	/* 64-bit BAR; the next index is empty */
#define VGAPT_REGION_FLAG_READ		(1U << 4)	/* pread works on this descriptor */
#define VGAPT_REGION_FLAG_MMAP		(1U << 5)	/* read-only mmap works on it */
#define VGAPT_REGION_FLAG_LEGACY	(1U << 6)	/* a legacy range */
#define VGAPT_REGION_FLAG_GRANTED	(1U << 7)	/* ... and this domain holds it now */
	__u32 index;
	__u32 range;
	__u64 size;
	__u64 base;
	__u64 offset;
};

/**
 * struct vgapt_ranges - grant or revoke legacy ranges (VGAPT_IOC_GRANT, _REVOKE)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @ranges:   [in] VGAPT_RANGE_* bits, at least one
 * @reserved: must be zero
 *
 * GRANT is all or nothing.  EBUSY: another domain or function owns the ranges,
 * or routing them here would switch off a card in use (the kernel log names
 * it).  EPERM: the function is not meant for this domain.  ENODEV: it is not
 * bound to xen-pciback, or gone.  EOPNOTSUPP: no legacy ranges on this
 * function, or no usable Xen control interface.  ESRCH: the domain is gone.
 * EINTR: a signal came while waiting for the VGA arbiter.  EIO: a bridge above
 * the function does not forward the ranges.
 *
 * REVOKE takes back what this capability granted; ranges it does not hold are
 * passed over.
 */
struct vgapt_ranges {
	__u32 argsz;
	__u32 flags;
	__u32 ranges;
	__u32 reserved;
};

/**
 * struct vgapt_reset - reset the function (VGAPT_IOC_RESET)
 * @argsz: [in/out] size of this structure
 * @flags: [in] must be zero
 *
 * ENOTTY: no method can reset this function.  ENODEV: not bound to xen-pciback,
 * or gone.  EPERM: the function belongs to another domain.  ESRCH: the domain is
 * gone.
 */
struct vgapt_reset {
	__u32 argsz;
	__u32 flags;
};

/*
 * The numbers carry no size, so that a structure may grow without becoming
 * another call: its size is in argsz.
 */
/* On /dev/xen_vgapt */
#define VGAPT_IOC_VERSION	_IO(VGAPT_IOC_TYPE, 0x00)
#define VGAPT_IOC_ATTACH	_IO(VGAPT_IOC_TYPE, 0x01)
#define VGAPT_IOC_ROM_SOURCE	_IO(VGAPT_IOC_TYPE, 0x02)
#define VGAPT_IOC_ROM_OPEN	_IO(VGAPT_IOC_TYPE, 0x03)
#define VGAPT_IOC_ROM_LOAD	_IO(VGAPT_IOC_TYPE, 0x04)
/* On what ROM_LOAD gave */
#define VGAPT_IOC_ROM_COMMIT	_IO(VGAPT_IOC_TYPE, 0x20)
/* On a capability */
#define VGAPT_IOC_DEVICE_INFO	_IO(VGAPT_IOC_TYPE, 0x10)
#define VGAPT_IOC_REGION_INFO	_IO(VGAPT_IOC_TYPE, 0x11)
#define VGAPT_IOC_GRANT		_IO(VGAPT_IOC_TYPE, 0x12)
#define VGAPT_IOC_REVOKE	_IO(VGAPT_IOC_TYPE, 0x13)
#define VGAPT_IOC_RESET		_IO(VGAPT_IOC_TYPE, 0x14)

#endif /* _UAPI_XEN_VGAPT_H */
