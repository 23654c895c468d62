// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "shadow": the copy that a PC's firmware made at C0000h and ran.
 */
#include <linux/io.h>

#include "xen_vgapt.h"

/*
 * Linux marks the adapter the firmware booted on by replacing its ROM resource
 * with C0000-DFFFF, flagged as a shadow (x86 pci_fixup_video()).  While we have
 * the resource name the real BAR, capture has long been done.
 */
static int vgapt_rom_shadow_read(struct pci_dev *pdev, u8 *buf, u32 size)
{
	const struct resource *res = &pdev->resource[PCI_ROM_RESOURCE];
	struct vgapt_rom_image image;
	void __iomem *rom;
	u32 limit;
	int rc;

	if (!(res->flags & IORESOURCE_ROM_SHADOW))
		return -ENODATA;
	limit = min_t(u64, resource_size(res), size);
	rom = ioremap(res->start, limit);
	if (!rom)
		return -ENOMEM;
	rc = vgapt_rom_copy(buf, size, rom, limit);
	iounmap(rom);
	if (rc < 0)
		return rc;

	/* Another adapter's BIOS may lie there. */
	if (vgapt_rom_image_at(buf, rc, rc, 0, &image) ||
	    image.vendor != pdev->vendor || image.device != pdev->device) {
		pci_dbg(pdev, VGAPT_NAME ": rom: the shadow is another card's\n");
		return -ENODATA;
	}
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_shadow = {
	.id = VGAPT_ROM_SHADOW,
	.name = "shadow",
	.read = vgapt_rom_shadow_read,
};
