// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "shadow": the copy that a PC's firmware made at C0000h and ran.
 */
#include <linux/io.h>

#include "pure/rom/image.h"
#include "pure/rom/verdict.h"
#include "rom/bar.h"
#include "rom/buf.h"
#include "rom/source.h"
#include "xen_vgapt.h"

/* Where a PC's firmware puts the VGA BIOS, and how long Linux takes it to be. */
#define VGAPT_SHADOW_START	0xc0000
#define VGAPT_SHADOW_SIZE	SZ_128K

/*
 * Linux marks the adapter the firmware booted on by replacing its ROM resource
 * with C0000-DFFFF, flagged as a shadow (x86 pci_fixup_video()).
 */
static bool vgapt_rom_shadow_probe(struct vgapt_dev *vdev)
{
	return vgapt_rom_bar_was_shadow(vdev);
}

/*
 * Linux gives it to every adapter that no bridge keeps from the legacy ranges,
 * so its ids have to tell.  Intel's VGA BIOS serves many devices and names only
 * one of them.
 */
static bool vgapt_rom_shadow_is_of(struct pci_dev *pdev,
				   const struct vgapt_rom_image *image)
{
	return image->vendor == pdev->vendor &&
	       (image->device == pdev->device ||
		pdev->vendor == PCI_VENDOR_ID_INTEL);
}

static int vgapt_rom_shadow_read(struct vgapt_dev *vdev,
				 struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom_image image;
	void __iomem *rom;
	int rc;

	rom = ioremap(VGAPT_SHADOW_START, VGAPT_SHADOW_SIZE);
	if (!rom)
		return -ENOMEM;
	rc = vgapt_rom_gather_io(buf, NULL, rom, VGAPT_SHADOW_SIZE);
	iounmap(rom);
	/* Anything may lie there, such as another adapter's BIOS. */
	if (rc)
		return rc == -EBADMSG ? -ENODATA : rc;
	if (vgapt_rom_image_at(buf->data, buf->have, buf->have, 0, &image) ||
	    !vgapt_rom_shadow_is_of(pdev, &image)) {
		pci_dbg(pdev, "rom: the shadow is another card's\n");
		return -ENODATA;
	}
	return 0;
}

const struct vgapt_rom_source vgapt_rom_source_shadow = {
	.id = VGAPT_ROM_SHADOW,
	.name = "shadow",
	.describe = "the firmware's copy at C0000h",
	.rank = VGAPT_ROM_RANK_RUN,
	.probe = vgapt_rom_shadow_probe,
	.read = vgapt_rom_shadow_read,
};
