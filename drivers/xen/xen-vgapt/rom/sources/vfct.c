// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "vfct": AMD's ACPI table VFCT, of which vfct.c has the layout.
 */
#include <linux/acpi.h>

#include "pure/rom/report.h"
#include "pure/rom/verdict.h"
#include "pure/rom/vfct.h"
#include "rom/buf.h"
#include "rom/copy.h"
#include "rom/source.h"
#include "xen_vgapt.h"

static bool vgapt_rom_vfct_probe(struct vgapt_dev *vdev)
{
	return vdev->pdev->vendor == PCI_VENDOR_ID_ATI;
}

static int vgapt_rom_vfct_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct acpi_table_header *table;
	struct vgapt_rom_ids ids;
	u32 offset, length;
	int rc;

	if (ACPI_FAILURE(acpi_get_table("VFCT", 1, &table)))
		return -ENODATA;
	vgapt_rom_ids_of(pdev, &ids);
	rc = vgapt_vfct_find((u8 *)table, table->length, &ids,
			     pdev->bus->number, pdev->devfn, &offset, &length);
	if (rc == -EBADMSG)
		pci_warn(pdev, "the ACPI table VFCT is malformed\n");
	if (!rc)
		rc = vgapt_rom_gather_mem(buf, (u8 *)table + offset, length);
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
