// SPDX-License-Identifier: GPL-2.0-only
/*
 * Intel's integrated graphics: OpRegion and video BIOS table.
 *
 * It has no ROM of its own: its VGA BIOS is part of the machine's firmware, and
 * its driver learns about the board from the VBT.  So both are kept beside the
 * ROM.
 */
#include <linux/io.h>

#include "pure/rom/opregion.h"
#include "rom/copy.h"
#include "rom/opregion.h"
#include "xen_vgapt.h"

/* Configuration register ASLS: the OpRegion's address, written by firmware. */
#define INTEL_ASLS		0xfc
/* The most that is read of a VBT outside the OpRegion. */
#define VGAPT_VBT_MAX		SZ_64K

/*
 * Firmware keeps both in reserved memory or ACPI NVS: ordinary RAM, but not RAM
 * that Linux manages.
 */
static struct vgapt_rom *vgapt_opregion_read(u64 address, u32 size, bool vbt)
{
	struct vgapt_rom *copy = NULL;
	u32 length = size;
	void *memory;

	memory = memremap(address, size, MEMREMAP_WB);
	if (!memory)
		return NULL;
	if (vbt)
		length = vgapt_vbt_length(memory, size);
	if (length)
		copy = vgapt_rom_new(memory, length, VGAPT_ROM_NONE);
	memunmap(memory);
	return copy;
}

/**
 * vgapt_opregion_capture - copy an Intel function's OpRegion and VBT
 * @vdev: the function
 *
 * Done once, and only before the function has had a guest.  Caller holds the device lock; sleeps.
 */
void vgapt_opregion_capture(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom *opregion, *vbt;
	struct vgapt_opregion info;
	u32 asls;

	device_lock_assert(&pdev->dev);
	if (pdev->vendor != PCI_VENDOR_ID_INTEL || vdev->opregion)
		return;
	/* ASLS is an address in dom0's memory that the guest may have chosen. */
	if (READ_ONCE(vdev->had_guest))
		return;
	pci_read_config_dword(pdev, INTEL_ASLS, &asls);
	if (!asls || PCI_POSSIBLE_ERROR(asls))
		return;
	opregion = vgapt_opregion_read(asls, VGAPT_OPREGION_SIZE, false);
	if (!opregion)
		return;
	if (vgapt_opregion_parse(opregion->data, &info)) {
		pci_warn(pdev, "no OpRegion at %#x, where ASLS points\n",
			 asls);
		vgapt_rom_put(opregion);
		return;
	}

	if (info.vbt_size > VGAPT_VBT_MAX)
		info.vbt_size = VGAPT_VBT_MAX;
	vbt = vgapt_opregion_read(info.vbt_absolute ? info.vbt_offset :
						      asls + info.vbt_offset,
				  info.vbt_size, true);
	pci_info(pdev, "OpRegion %u.%u, VBT of %u bytes%s\n",
		 info.major, info.minor, vbt ? vbt->size : 0,
		 info.vbt_inside ? "" : " outside of it");
	spin_lock(&vdev->rom_lock);
	vdev->opregion = opregion;
	vdev->vbt = vbt;
	spin_unlock(&vdev->rom_lock);
}
