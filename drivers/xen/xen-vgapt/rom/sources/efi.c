// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "efi": the image that UEFI firmware has for a function in its own
 * flash.  Xen keeps it if Xen itself was booted by UEFI.
 *
 * Xen keeps none that came from a ROM BAR: the firmware has to set
 * EFI_PCI_IO_ATTRIBUTE_EMBEDDED_ROM (UEFI specification 2.10, 14.4.2).  The copy
 * lies in memory of type EfiRuntimeServicesData, which is reserved in the memory
 * map of a PV dom0, so that its machine address can be mapped.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pci.h>

#include "pure/rom/efi_call.h"
#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "pure/sbdf.h"
#include "rom/buf.h"
#include "rom/copy.h"
#include "rom/source.h"
#include "xen/efi.h"
#include "xen_vgapt.h"

static int vgapt_rom_efi_read(struct vgapt_dev *vdev, struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_sbdf sbdf = {
		.segment = pci_domain_nr(pdev->bus),
		.bus = pdev->bus->number,
		.devfn = pdev->devfn,
	};
	struct vgapt_efi_call call;
	struct vgapt_rom_ids ids;
	void __iomem *rom;
	int rc;

	vgapt_rom_ids_of(pdev, &ids);
	if (!vgapt_efi_call_init(&call, &sbdf, &ids))
		return -ENODATA;
	rc = vgapt_xen_efi_rom(&call);
	/* Not booted by UEFI, or an older Xen; nothing kept for this one. */
	if (rc || !call.size)
		return -ENODATA;
	/*
	 * A machine address.  If dom0's pseudo-physical map has RAM there,
	 * mapping it would give another page.
	 */
	if (page_is_ram(PFN_DOWN(call.address))) {
		pci_info(pdev, "Xen keeps a ROM of %llu bytes at %#llx, which dom0 can't map\n",
			 call.size, call.address);
		return -EFAULT;
	}
	rom = ioremap_cache(call.address, min_t(u64, call.size, VGAPT_ROM_MAX));
	if (!rom)
		return -ENOMEM;
	rc = vgapt_rom_gather_io(buf, NULL, rom, min_t(u64, call.size, VGAPT_ROM_MAX));
	iounmap(rom);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_efi = {
	.id = VGAPT_ROM_EFI,
	.name = "efi",
	.describe = "what UEFI had in its own flash, kept by Xen",
	.rank = VGAPT_ROM_RANK_KEPT,
	.read = vgapt_rom_efi_read,
};
