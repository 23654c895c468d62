// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "vfct": AMD's ACPI table VFCT.  pure/rom/vfct.c has its layout.
 */
#include <linux/acpi.h>
#include <linux/pci.h>

#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "pure/rom/vfct.h"
#include "pure/sbdf.h"
#include "rom/buf.h"
#include "rom/copy.h"
#include "rom/source.h"
#include "xen_vgapt.h"

static bool vgapt_rom_vfct_probe(struct vgapt_dev *vdev)
{
	return vdev->pdev->vendor == PCI_VENDOR_ID_ATI;
}

/* Has any other function this one's vendor and device id? */
static bool vgapt_rom_vfct_alone(struct pci_dev *pdev)
{
	struct pci_dev *other = NULL;
	bool alone = true;

	while ((other = pci_get_device(pdev->vendor, pdev->device, other)))
		if (other != pdev)
			alone = false;
	return alone;
}

static int vgapt_rom_vfct_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct acpi_table_header *table;
	struct vgapt_rom_ids ids;
	struct vgapt_vfct_image image;
	struct vgapt_sbdf at = {
		.segment = pci_domain_nr(pdev->bus),
		.bus = pdev->bus->number,
		.devfn = pdev->devfn,
	};
	int rc;

	if (ACPI_FAILURE(acpi_get_table("VFCT", 1, &table)))
		return -ENODATA;
	vgapt_rom_ids_of(pdev, &ids);
	rc = vgapt_vfct_find((u8 *)table, table->length, &ids, &at,
			     vgapt_rom_vfct_alone(pdev), &image);
	if (rc == -EBADMSG)
		pci_warn(pdev, "the ACPI table VFCT is malformed\n");
	else if (!rc && image.moved)
		pci_info(pdev, "the ACPI table VFCT has its ROM on another bus\n");
	if (!rc)
		rc = vgapt_rom_gather_mem(buf, (u8 *)table + image.offset,
					  image.length);
	acpi_put_table(table);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_vfct = {
	.id = VGAPT_ROM_VFCT,
	.name = "vfct",
	.describe = "the ACPI table VFCT",
	.rank = VGAPT_ROM_RANK_KEPT,
	.probe = vgapt_rom_vfct_probe,
	.read = vgapt_rom_vfct_read,
};
