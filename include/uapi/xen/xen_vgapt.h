/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * xen-vgapt: VGA passthrough for Xen - the interface of /dev/xen_vgapt
 *
 * /dev/xen_vgapt is root's.  VGAPT_IOC_ATTACH on it returns a second file
 * descriptor, the capability: it stands for one PCI function, one domain and a
 * set of rights, and the calls that do something are made on it.  It may be
 * passed to a process without privileges.  Closing its last reference withdraws
 * all that was granted, mapped and bound through it; so does
 * VGAPT_IOC_CAPABILITY_REVOKE, by root.
 *
 * Rules that hold for every structure here:
 *
 * - argsz is set by the caller to the size of the structure it was compiled
 *   with.  Less than VGAPT_*_SIZE_V0, the size it had when it was first
 *   published, is EINVAL.  Bytes beyond what this kernel knows must be zero, or
 *   the call fails with E2BIG.  On success argsz is set to the number of bytes
 *   that are valid: the caller's size, or the kernel's if that is less.  A call
 *   that fails leaves the structure alone.
 * - Fields marked [in] are read, those marked [out] are written.  What is in an
 *   [out] field on the way in does not matter, so a structure can be used again
 *   as it came back.  An unknown flag is EINVAL, and so is "reserved" if it is
 *   not zero.
 * - No structure holds a pointer, and the layout is the same for 32-bit and
 *   64-bit callers.
 *
 * Documentation/uapi.rst describes each call field by field.
 */
#ifndef _UAPI_XEN_VGAPT_H
#define _UAPI_XEN_VGAPT_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define VGAPT_IOC_TYPE		0xEA

/* The legacy VGA ranges, as bits of a mask. */
#define VGAPT_RANGE_IO_MONO	(1U << 0)	/* I/O ports 3B0h-3BBh */
#define VGAPT_RANGE_IO_COLOR	(1U << 1)	/* I/O ports 3C0h-3DFh */
#define VGAPT_RANGE_MEM		(1U << 2)	/* memory A0000h-BFFFFh */
#define VGAPT_RANGE_ALL		(VGAPT_RANGE_IO_MONO | VGAPT_RANGE_IO_COLOR | \
				 VGAPT_RANGE_MEM)

/* What the holder of a capability may do with it. */
#define VGAPT_RIGHT_ROM		(1U << 0)	/* read and map the ROM's copy */
#define VGAPT_RIGHT_LEGACY	(1U << 1)	/* grant legacy ranges to the domain */
#define VGAPT_RIGHT_RESET	(1U << 2)	/* reset the function */
#define VGAPT_RIGHT_RESET_OTHERS (1U << 3)	/* ... by what hits others too, without proof */
#define VGAPT_RIGHT_ADDRESSES	(1U << 4)	/* see where the BARs are in the machine */
#define VGAPT_RIGHT_HOLD	(1U << 5)	/* pause the domain */
#define VGAPT_RIGHT_MODEL	(1U << 6)	/* be the function's device model */
#define VGAPT_RIGHT_ALL		(VGAPT_RIGHT_ROM | VGAPT_RIGHT_LEGACY | \
				 VGAPT_RIGHT_RESET | VGAPT_RIGHT_RESET_OTHERS | \
				 VGAPT_RIGHT_ADDRESSES | VGAPT_RIGHT_HOLD | \
				 VGAPT_RIGHT_MODEL)

/* What came to pass: bits of struct vgapt_events. */
#define VGAPT_EVENT_REVOKED	(1U << 0)	/* root has revoked the capability */
#define VGAPT_EVENT_DOMAIN_GONE	(1U << 1)	/* the domain is dying, or gone */
#define VGAPT_EVENT_UNPLUG	(1U << 2)	/* the function is being removed */
#define VGAPT_EVENT_RESET_DONE	(1U << 3)	/* a reset that was started is over */
#define VGAPT_EVENT_TAKEN	(1U << 4)	/* the function is no longer the domain's */

/**
 * struct vgapt_version - which interface of Xen is used (VGAPT_IOC_VERSION)
 * @argsz:          [in/out] size of this structure
 * @flags:          [out] VGAPT_VERSION_XEN if the module can talk to Xen's
 *                  control interface; without it nothing can be granted, while
 *                  ROM and reset work
 * @domctl_version: [out] the hypervisor's domctl interface version, 0 if no
 *                  known one was accepted
 *
 * What the module can do is asked with VGAPT_IOC_FEATURES.
 */
struct vgapt_version {
	__u32 argsz;
	__u32 flags;
#define VGAPT_VERSION_XEN	(1U << 0)
	__u32 domctl_version;
};

#define VGAPT_VERSION_SIZE_V0	12

/**
 * struct vgapt_features - what can be done (VGAPT_IOC_FEATURES)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @features: [out] VGAPT_FEATURE_*
 *
 * On /dev/xen_vgapt: what the module can do.  On a capability: what of it can be
 * done with this one, by its rights and its function.  Bits are added with
 * whatever a program might want to test for; none is ever taken away.
 */
struct vgapt_features {
	__u32 argsz;
	__u32 flags;
	__u64 features;
#define VGAPT_FEATURE_CAPABILITIES	(1ULL << 0)	/* CAPABILITY_INFO, _REVOKE; rights */
#define VGAPT_FEATURE_EVENTS		(1ULL << 1)	/* poll, EVENTS */
#define VGAPT_FEATURE_ROM		(1ULL << 2)	/* read and map the ROM */
#define VGAPT_FEATURE_LEGACY		(1ULL << 3)	/* GRANT, REVOKE */
#define VGAPT_FEATURE_RESET		(1ULL << 4)	/* RESET, RESET_RESULT, RESET_HITS */
#define VGAPT_FEATURE_RESET_PROOFS	(1ULL << 5)	/* RESET takes others' capabilities */
#define VGAPT_FEATURE_MODEL		(1ULL << 6)	/* LISTEN, HOLD, MAP, MSI, access */
#define VGAPT_FEATURE_TRAPS		(1ULL << 7)	/* GRANT takes traps */
};

#define VGAPT_FEATURES_SIZE_V0	16

/**
 * struct vgapt_attach - ask for a capability (VGAPT_IOC_ATTACH)
 * @argsz:   [in/out] size of this structure
 * @flags:   [in] VGAPT_ATTACH_EXCLUSIVE: no other capability for this function,
 *           now or while this one lives
 * @segment: [in] PCI segment of the function
 * @bus:     [in] its bus number
 * @devfn:   [in] its device number << 3 | function number
 * @domid:   [in] the domain it is meant for; not domain 0
 * @rights:  [in] VGAPT_RIGHT_*, at least one
 *
 * The function is a display adapter, or another function of its card; the latter
 * has neither a ROM nor legacy ranges.  Returns a file descriptor (close-on-exec), or an error:
 * ENODEV if it is neither, ESRCH if there is no such domain, EINVAL for a domid no
 * guest can have or rights that there are not, EOPNOTSUPP for rights that this
 * function has no use for, or if Xen's control interface is not usable, EBUSY if
 * another live domain has a capability for the function, or exclusiveness forbids
 * a second one.
 */
struct vgapt_attach {
	__u32 argsz;
	__u32 flags;
#define VGAPT_ATTACH_EXCLUSIVE	(1U << 0)
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 domid;
	__u32 rights;
};

#define VGAPT_ATTACH_SIZE_V0	20

/**
 * struct vgapt_capability_info - what a capability is for
 *				  (VGAPT_IOC_CAPABILITY_INFO)
 * @argsz:   [in/out] size of this structure
 * @flags:   [out] VGAPT_CAPABILITY_*
 * @id:      [in/out] the least id that is wanted; that of the capability found
 * @segment: [out] PCI segment of its function
 * @bus:     [out] bus number
 * @devfn:   [out] device number << 3 | function number
 * @domid:   [out] its domain
 * @rights:  [out] VGAPT_RIGHT_*
 * @held:    [out] VGAPT_RANGE_* granted through it
 *
 * Finds the open capability with the least id that is not below @id; ENOENT if
 * there is none.  An id is never used twice while the module is loaded, and none
 * is 0.
 */
struct vgapt_capability_info {
	__u32 argsz;
	__u32 flags;
#define VGAPT_CAPABILITY_EXCLUSIVE	(1U << 0)
#define VGAPT_CAPABILITY_REVOKED	(1U << 1)
#define VGAPT_CAPABILITY_DOMAIN_GONE	(1U << 2)
#define VGAPT_CAPABILITY_UNPLUGGED	(1U << 3)
#define VGAPT_CAPABILITY_RESETTING	(1U << 4)	/* a reset is under way */
#define VGAPT_CAPABILITY_TAKEN		(1U << 5)
	__u64 id;
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 domid;
	__u32 rights;
	__u32 held;
};

#define VGAPT_CAPABILITY_INFO_SIZE_V0	32

/**
 * struct vgapt_capability_revoke - take a capability back
 *				    (VGAPT_IOC_CAPABILITY_REVOKE)
 * @argsz: [in/out] size of this structure
 * @flags: [in] must be zero
 * @id:    [in] which
 *
 * What was granted through it is withdrawn, its mappings of the ROM are gone
 * (SIGBUS), a reset of its that is under way is told to stop, and calls on it fail
 * with EIDRM but for FEATURES and EVENTS.  ENOENT if no such capability is open;
 * EIDRM if it has been revoked before; or why Xen does not take a range back,
 * which leaves it revoked all the same.
 */
struct vgapt_capability_revoke {
	__u32 argsz;
	__u32 flags;
	__u64 id;
};

#define VGAPT_CAPABILITY_REVOKE_SIZE_V0	16

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
 *                asked, as a safer one had given a good ROM; EPERM: not asked, as
 *                a guest that has had the card could have written what is there;
 *                EAGAIN: not asked, a guest has had the card and it has not been
 *                reset since; ENXIO: not asked, it does not answer; EOPNOTSUPP: not
 *                asked, this chip's registers are not known; EBADMSG: what is there
 *                is no good ROM; others: what went wrong
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
#define VGAPT_ROM_FAULT_IDS		8	/* another vendor's, not for UEFI alone */
#define VGAPT_ROM_FAULT_CHECKSUM	9	/* bytes do not add up to zero */
	__u32 fault_offset;
	__u32 chosen;
	__u32 diff_count;
	__u32 diff_first;
	__u32 diff_last;
	__u8  sha256[32];
};

#define VGAPT_ROM_SOURCE_INFO_SIZE_V0	88

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
 * tells why not: EBADMSG if it is no ROM, EXDEV if it is another vendor's
 * card's, and not for UEFI alone.
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

#define VGAPT_ROM_OPEN_SIZE_V0	20

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
 * @rights:      [out] VGAPT_RIGHT_* of this capability
 * @rom_source:  [out] VGAPT_ROM_*
 * @id:          [out] by which root knows this capability
 * @rom_size:    [out] bytes in the ROM's copy, 0 if there is none
 * @rom_status:  [out] VGAPT_ROM_STATUS_*
 * @reserved:    must be zero
 * @rom_sha256:  [out] SHA-256 of the copy, all zero if there is none
 *
 * Without VGAPT_RIGHT_ROM it is as if there were no copy of the ROM.
 */
struct vgapt_device_info {
	__u32 argsz;
	__u32 flags;
#define VGAPT_DEVICE_VGA	(1U << 0)	/* VGA compatible: legacy ranges offered */
#define VGAPT_DEVICE_PRIMARY	(1U << 1)	/* made the guest's primary display */
#define VGAPT_DEVICE_SEIZED	(1U << 2)	/* bound to xen-pciback */
#define VGAPT_DEVICE_DISPLAY	(1U << 3)	/* a display adapter, not its neighbour */
#define VGAPT_DEVICE_EXCLUSIVE	(1U << 4)	/* no other capability for the function */
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
	__u32 rights;
	__u32 rom_source;
	__u64 id;
	__u64 rom_size;
	__u32 rom_status;
	__u32 reserved;
	__u8  rom_sha256[32];
};

#define VGAPT_DEVICE_INFO_SIZE_V0	104

/* Region indexes. */
#define VGAPT_REGION_BAR0	0	/* BAR n is region n, 0..5 */
#define VGAPT_REGION_ROM	6	/* the copy of the ROM, readable on this descriptor */
#define VGAPT_REGION_IO_MONO	7	/* ports 3B0h-3BBh */
#define VGAPT_REGION_IO_COLOR	8	/* ports 3C0h-3DFh */
#define VGAPT_REGION_MEM	9	/* memory A0000h-BFFFFh */
#define VGAPT_REGION_CONFIG	10	/* configuration space */
#define VGAPT_NUM_REGIONS	11

/**
 * struct vgapt_region_info - one region of the function (VGAPT_IOC_REGION_INFO)
 * @argsz:  [in/out] size of this structure
 * @flags:  [out] VGAPT_REGION_FLAG_*
 * @index:  [in] region index
 * @range:  [out] the VGAPT_RANGE_* bit of a legacy range, 0 for others
 * @size:   [out] bytes or ports; 0 if the region does not exist
 * @base:   [out] of a legacy range, its address or first port; of a BAR, where it
 *          is in the machine, or 0 without VGAPT_RIGHT_ADDRESSES; 0 for the rest
 * @offset: [out] where the region begins on this descriptor for pread, pwrite and
 *          mmap; meaningful only with VGAPT_REGION_FLAG_READ, _WRITE or _MMAP
 *
 * With VGAPT_RIGHT_MODEL all regions can be read, all but the ROM be written, and
 * each begins at @index << 40.  Without it only the ROM can be read, from 0 on.
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
#define VGAPT_REGION_FLAG_WRITE		(1U << 8)	/* pwrite works on this descriptor */
	__u32 index;
	__u32 range;
	__u64 size;
	__u64 base;
	__u64 offset;
};

#define VGAPT_REGION_INFO_SIZE_V0	40

/**
 * struct vgapt_trap - a part of a legacy range that is to be trapped
 * @range:    [in] the VGAPT_RANGE_* bit of the range it lies in
 * @reserved: must be zero
 * @first:    [in] first port; or first byte's address, at a page of 4096
 * @count:    [in] ports; or bytes, in whole pages
 */
struct vgapt_trap {
	__u32 range;
	__u32 reserved;
	__u64 first;
	__u64 count;
};

/* Traps that there may be in the name of one capability. */
#define VGAPT_MAX_TRAPS		8

/**
 * struct vgapt_grant - grant legacy ranges (VGAPT_IOC_GRANT)
 * @argsz:     [in/out] size of this structure
 * @flags:     [in] must be zero
 * @ranges:    [in] VGAPT_RANGE_* bits, at least one
 * @num_traps: [in] how many of @traps there are
 * @traps:     [in] what the domain's accesses are not to reach directly; the rest is
 *             zero
 *
 * Accesses to what is trapped reach the domain's device models.  A trap counts
 * whoever else has granted the range, as long as this capability holds it.  Traps of
 * an earlier GRANT of the same ranges are replaced.
 *
 * GRANT is all or nothing.  EBUSY: another domain or function owns the ranges,
 * or routing them here would switch off a card in use (the kernel log names
 * it).  EPERM: the function is not meant for this domain.  ENODEV: it is not
 * bound to xen-pciback, or gone.  EOPNOTSUPP: no legacy ranges on this
 * function, or no usable Xen control interface.  ESRCH: the domain is gone.
 * EINTR: a signal came while waiting for the VGA arbiter.  EIO: a bridge above
 * the function does not forward the ranges.  ENXIO: the card is dead.  EACCES:
 * the capability does not have VGAPT_RIGHT_LEGACY.  EAGAIN: too many of these
 * calls in a short time, and the descriptor is O_NONBLOCK; else the call waits.
 * ENOSPC: more than VGAPT_MAX_TRAPS traps, with those of other ranges; or more
 * than there is room for, with those of other capabilities.
 */
struct vgapt_grant {
	__u32 argsz;
	__u32 flags;
	__u32 ranges;
	__u32 num_traps;
	struct vgapt_trap traps[VGAPT_MAX_TRAPS];
};

/* As it was before there were traps. */
#define VGAPT_GRANT_SIZE_V0	16

/**
 * struct vgapt_ranges - revoke legacy ranges (VGAPT_IOC_REVOKE)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @ranges:   [in] VGAPT_RANGE_* bits, at least one
 * @reserved: must be zero
 *
 * Takes back what this capability granted, and its traps there; ranges it does not
 * hold are passed over.
 */
struct vgapt_ranges {
	__u32 argsz;
	__u32 flags;
	__u32 ranges;
	__u32 reserved;
};

#define VGAPT_RANGES_SIZE_V0	16

/* Capabilities that may be shown to RESET, and functions that RESET_HITS lists. */
#define VGAPT_RESET_MAX_PROOFS	8
#define VGAPT_RESET_MAX_HITS	16

/**
 * struct vgapt_reset - reset the function (VGAPT_IOC_RESET)
 * @argsz:      [in/out] size of this structure
 * @flags:      [in] VGAPT_RESET_START: do not wait for its end
 * @num_proofs: [in] how many of @proofs there are
 * @reserved:   must be zero
 * @proofs:     [in] descriptors of capabilities of the same domain, with
 *              VGAPT_RIGHT_RESET, for other functions that may be hit as well; the
 *              rest is zero
 *
 * A method that hits other functions is used only if each of them is named by one
 * of @proofs, or the capability has VGAPT_RIGHT_RESET_OTHERS.
 *
 * Without START it returns when the reset is over; a signal makes it give up
 * waiting and return EINTR, and the reset is stopped as soon as that is safe.
 * With START it returns at once; VGAPT_EVENT_RESET_DONE tells of the end.
 *
 * ENOTTY: no method can reset this function.  ENODEV: not bound to xen-pciback,
 * or gone.  EPERM: the function belongs to another domain.  ESRCH: the domain is
 * gone.  EBUSY: a reset that was asked for through this capability is still under
 * way, or all methods left would hit what must not be hit.  EACCES: no
 * VGAPT_RIGHT_RESET, here or of a proof.  EAGAIN: as for GRANT.
 */
struct vgapt_reset {
	__u32 argsz;
	__u32 flags;
#define VGAPT_RESET_START	(1U << 0)
	__u32 num_proofs;
	__u32 reserved;
	__s32 proofs[VGAPT_RESET_MAX_PROOFS];
};

#define VGAPT_RESET_SIZE_V0	48

/**
 * struct vgapt_reset_result - how the last reset ended (VGAPT_IOC_RESET_RESULT)
 * @argsz:  [in/out] size of this structure
 * @flags:  [in] must be zero
 * @error:  [out] 0, or a positive errno as RESET would have given
 * @ms:     [out] how long it took, in milliseconds
 * @method: [out] token of the method that was tried last, as in last_reset, or empty
 * @why:    [out] token of what went wrong, likewise
 *
 * Of the last one that was asked for through this capability, with START or
 * without.  ENODATA: there was none.  EAGAIN: it is under way.
 */
struct vgapt_reset_result {
	__u32 argsz;
	__u32 flags;
	__u32 error;
	__u32 ms;
	__u8  method[16];
	__u8  why[32];
};

#define VGAPT_RESET_RESULT_SIZE_V0	64

/**
 * struct vgapt_function - where a PCI function is
 * @segment:  PCI segment
 * @bus:      bus number
 * @devfn:    device number << 3 | function number
 * @reserved: zero
 */
struct vgapt_function {
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 reserved;
};

/**
 * struct vgapt_reset_hits - what a reset would hit (VGAPT_IOC_RESET_HITS)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @num:      [out] how many functions there are
 * @reserved: must be zero
 * @hits:     [out] they, and among them the function itself; the rest is zero
 *
 * By the method that would be used if all of them were allowed.  The errors are
 * RESET's.
 */
struct vgapt_reset_hits {
	__u32 argsz;
	__u32 flags;
	__u32 num;
	__u32 reserved;
	struct vgapt_function hits[VGAPT_RESET_MAX_HITS];
};

#define VGAPT_RESET_HITS_SIZE_V0	144

/**
 * struct vgapt_events - read what has come to pass (VGAPT_IOC_EVENTS)
 * @argsz:  [in/out] size of this structure
 * @flags:  [in] must be zero
 * @events: [out] VGAPT_EVENT_*: since the last call
 * @state:  [out] those of _REVOKED, _DOMAIN_GONE, _UNPLUG and _TAKEN that have ever
 *          come; _TAKEN comes with VGAPT_RIGHT_HOLD or _MODEL only
 *
 * poll() says POLLIN while there are events to be read, and POLLHUP from the
 * first event on after which the capability is of no use.
 */
struct vgapt_events {
	__u32 argsz;
	__u32 flags;
	__u32 events;
	__u32 state;
};

#define VGAPT_EVENTS_SIZE_V0	16

/**
 * struct vgapt_listen - hear what is given and taken (VGAPT_IOC_LISTEN)
 * @argsz: [in/out] size of this structure
 * @flags: [in] must be zero
 *
 * From now on read() on this open file gives struct vgapt_news, whole ones, as many
 * as there are and fit; poll() says POLLIN while there are any.  News is about functions
 * of cards for which "device_model" is 1 in sysfs.  What such functions domains have
 * already comes first, with VGAPT_NEWS_STANDING.  One listener at a time: EBUSY.
 */
struct vgapt_listen {
	__u32 argsz;
	__u32 flags;
};

#define VGAPT_LISTEN_SIZE_V0	8

/**
 * struct vgapt_news - what has come to pass, by read() on a listener's file
 * @id:      never used twice while the module is loaded, and none is 0
 * @what:    VGAPT_NEWS_*
 * @flags:   VGAPT_NEWS_STANDING, _WAITS
 * @segment: PCI segment of the function
 * @bus:     its bus number
 * @devfn:   its device number << 3 | function number
 * @domid:   the domain
 */
struct vgapt_news {
	__u64 id;
	__u32 what;
#define VGAPT_NEWS_GIVEN	1	/* to a domain that lives */
#define VGAPT_NEWS_TAKEN	2	/* from a domain that lives, or is being destroyed */
#define VGAPT_NEWS_DOMAIN_GONE	3	/* the domain that had it is dying, or gone */
	__u32 flags;
#define VGAPT_NEWS_STANDING	(1U << 0)	/* that was so before LISTEN */
#define VGAPT_NEWS_WAITS	(1U << 1)	/* the toolstack waits for ANSWER */
	__u32 segment;
	__u8  bus;
	__u8  devfn;
	__u16 domid;
};

/**
 * struct vgapt_answer - let the toolstack go on (VGAPT_IOC_ANSWER)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] must be zero
 * @id:       [in] of news with VGAPT_NEWS_WAITS
 * @error:    [in] 0, or a positive errno for the log: it will not be served
 * @reserved: must be zero
 *
 * On the listener's file; EBADF on another.  ENOENT: nobody waits for that, or no
 * longer.  A listener that closes its file has answered all with EPIPE.
 */
struct vgapt_answer {
	__u32 argsz;
	__u32 flags;
	__u64 id;
	__u32 error;
	__u32 reserved;
};

#define VGAPT_ANSWER_SIZE_V0	24

/*
 * Errors that the calls below have in common, and pread and pwrite with
 * VGAPT_RIGHT_MODEL.  EACCES: the capability does not have the right.  EIDRM: it has
 * been revoked.  ENODEV: the function has been unplugged or taken, or is not on
 * xen-pciback.  ESRCH: the domain is gone.  EPERM: the function is not meant for this
 * domain.  EOPNOTSUPP: the domain is neither HVM nor PVH, or Xen's control interface
 * is not usable.  EAGAIN: as for GRANT.
 */

/**
 * struct vgapt_hold - pause the domain, or let it go on (VGAPT_IOC_HOLD, _RELEASE)
 * @argsz: [in/out] size of this structure
 * @flags: [in] must be zero
 *
 * Xen counts pauses: the domain runs when the last one is gone, the toolstack's and
 * everybody's.  A capability has one at most: EALREADY if it has it, or has not.  It is
 * dropped when the capability is closed or revoked, or its function is unplugged or
 * taken.  Needs VGAPT_RIGHT_HOLD.
 */
struct vgapt_hold {
	__u32 argsz;
	__u32 flags;
};

#define VGAPT_HOLD_SIZE_V0	8

/* Mappings that there may be through one capability. */
#define VGAPT_MAX_MAPS		256

/**
 * struct vgapt_map - map a part of a BAR into the domain, or take it out (VGAPT_IOC_MAP)
 * @argsz:    [in/out] size of this structure
 * @flags:    [in] VGAPT_MAP_ADD or VGAPT_MAP_REMOVE
 * @region:   [in] VGAPT_REGION_BAR0 + n
 * @reserved: must be zero
 * @offset:   [in] first byte of the BAR, at a page of 4096; or first port
 * @length:   [in] bytes, in whole pages; or ports
 * @address:  [in] where in the domain: guest-physical address, at a page; or port
 *
 * All or nothing, but what Xen does not take back counts as mapped: of a REMOVE, and of
 * an ADD that has failed on the way.  ADD: EEXIST if a mapping of this capability, or of
 * another one for the same domain, is there in the guest, or if one of this capability
 * has any of that part of the BAR; ENOSPC if there are VGAPT_MAX_MAPS; EPERM for a page
 * with the function's MSI-X table, or one that is not the BAR's alone; EBUSY as long as
 * another domain has some of the function mapped.
 * REMOVE: what one ADD made, or of memory whole pages of it, the rest stays; ENOENT if
 * it is not mapped like that; ENOSPC if what stays would be more mappings than there may
 * be.  ENODATA: there is no such BAR.  Undone when the capability is closed or revoked,
 * or its function is unplugged or taken.  Needs VGAPT_RIGHT_MODEL.
 */
struct vgapt_map {
	__u32 argsz;
	__u32 flags;
#define VGAPT_MAP_ADD		(1U << 0)
#define VGAPT_MAP_REMOVE	(1U << 1)
	__u32 region;
	__u32 reserved;
	__u64 offset;
	__u64 length;
	__u64 address;
};

#define VGAPT_MAP_SIZE_V0	40

/**
 * struct vgapt_msi - bind the function's MSI or MSI-X (VGAPT_IOC_MSI)
 * @argsz:   [in/out] size of this structure
 * @flags:   [in] VGAPT_MSI_*: one of _BIND, _UNBIND, _ENABLE, _DISABLE; and _X, and with
 *           _X and _ENABLE _MASK_ALL
 * @vector:  [in] entry of the MSI-X table; 0 for MSI
 * @data:    [in] for _BIND, the message's data, as the guest has set it
 * @address: [in] for _BIND, the message's address, as the guest has set it
 * @table:   [in] for _BIND with _X, guest-physical address of the page in which the
 *           MSI-X table begins; else 0
 *
 * What a flag has no use for is zero.  BIND of a vector that is bound moves it; it is
 * not masked afterwards.  DISABLE unbinds all vectors.  EBUSY: MSI and MSI-X at the same
 * time.  ENOENT: UNBIND of what is not bound, or ENABLE of MSI without its vector.
 * EOPNOTSUPP: the function lacks it.  Undone as mappings are.  Needs VGAPT_RIGHT_MODEL.
 */
struct vgapt_msi {
	__u32 argsz;
	__u32 flags;
#define VGAPT_MSI_BIND		(1U << 0)
#define VGAPT_MSI_UNBIND	(1U << 1)
#define VGAPT_MSI_X		(1U << 2)
#define VGAPT_MSI_ENABLE	(1U << 3)	/* the card's enable bit */
#define VGAPT_MSI_DISABLE	(1U << 4)
#define VGAPT_MSI_MASK_ALL	(1U << 5)	/* the card's function mask */
	__u32 vector;
	__u32 data;
	__u64 address;
	__u64 table;
};

#define VGAPT_MSI_SIZE_V0	32

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
#define VGAPT_IOC_CAPABILITY_INFO	_IO(VGAPT_IOC_TYPE, 0x06)
#define VGAPT_IOC_CAPABILITY_REVOKE	_IO(VGAPT_IOC_TYPE, 0x07)
#define VGAPT_IOC_LISTEN	_IO(VGAPT_IOC_TYPE, 0x08)
#define VGAPT_IOC_ANSWER	_IO(VGAPT_IOC_TYPE, 0x09)
/* On both /dev/xen_vgapt and a capability */
#define VGAPT_IOC_FEATURES	_IO(VGAPT_IOC_TYPE, 0x05)
/* On what ROM_LOAD gave */
#define VGAPT_IOC_ROM_COMMIT	_IO(VGAPT_IOC_TYPE, 0x20)
/* On a capability */
#define VGAPT_IOC_DEVICE_INFO	_IO(VGAPT_IOC_TYPE, 0x10)
#define VGAPT_IOC_REGION_INFO	_IO(VGAPT_IOC_TYPE, 0x11)
#define VGAPT_IOC_GRANT		_IO(VGAPT_IOC_TYPE, 0x12)
#define VGAPT_IOC_REVOKE	_IO(VGAPT_IOC_TYPE, 0x13)
#define VGAPT_IOC_RESET		_IO(VGAPT_IOC_TYPE, 0x14)
#define VGAPT_IOC_RESET_RESULT	_IO(VGAPT_IOC_TYPE, 0x15)
#define VGAPT_IOC_RESET_HITS	_IO(VGAPT_IOC_TYPE, 0x16)
#define VGAPT_IOC_EVENTS	_IO(VGAPT_IOC_TYPE, 0x17)
#define VGAPT_IOC_HOLD		_IO(VGAPT_IOC_TYPE, 0x18)
#define VGAPT_IOC_RELEASE	_IO(VGAPT_IOC_TYPE, 0x19)
#define VGAPT_IOC_MAP		_IO(VGAPT_IOC_TYPE, 0x1a)
#define VGAPT_IOC_MSI		_IO(VGAPT_IOC_TYPE, 0x1b)

#endif /* _UAPI_XEN_VGAPT_H */
