/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where things are in the ACPI table VFCT.
 *
 * Behind the ACPI header (36 bytes) lie a UUID (16 bytes) and, at 34h, the
 * offset of the first image.  Images follow each other; each has a header: bus,
 * device, function (4 bytes each), vendor, device, subsystem vendor, subsystem
 * (2 bytes each), revision, length of the image (4 bytes each), then the image.
 * Layout: UEFI_ACPI_VFCT and VFCT_IMAGE_HEADER in AMD's public atombios.h.
 */
#ifndef XEN_VGAPT_PURE_ROM_VFCT_LAYOUT_H
#define XEN_VGAPT_PURE_ROM_VFCT_LAYOUT_H

#define VFCT_UUID		0x24
#define VFCT_FIRST_IMAGE	0x34
#define VFCT_MIN_SIZE		0x4c	/* whole header */
#define IMAGE_BUS		0x00
#define IMAGE_DEVICE		0x04
#define IMAGE_FUNCTION		0x08
#define IMAGE_VENDOR_ID		0x0c
#define IMAGE_DEVICE_ID		0x0e
#define IMAGE_SUBVENDOR_ID	0x10
#define IMAGE_SUBDEVICE_ID	0x12
#define IMAGE_REVISION		0x14
#define IMAGE_LENGTH		0x18
#define IMAGE_HEADER_SIZE	0x1c

#endif /* XEN_VGAPT_PURE_ROM_VFCT_LAYOUT_H */
