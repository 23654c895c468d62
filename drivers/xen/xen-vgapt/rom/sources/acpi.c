// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROMs that a machine's firmware hands out through ACPI methods: for cards that
 * have no flash of their own, as in notebooks.
 *
 * ROM source "acpi_rom": _ROM, ACPI Specification 6.5, B.3.3: offset and length
 * in, a buffer out; at most 4 KiB a call.
 *
 * ROM source "atrm": AMD's ATRM, of the same shape.  In a machine with two
 * adapters the method may stand at either; the ROM's ids tell whose it is.  It is
 * the discrete one's, and an APU is not asked for it (amdgpu_atrm_get_bios()).
 */
#include <linux/acpi.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "pure/rom/gpu_ids.h"
#include "pure/rom/image.h"
#include "pure/rom/verdict.h"
#include "rom/buf.h"
#include "rom/source.h"
#include "xen_vgapt.h"

/* Bytes a call.  The specification's limit for _ROM, ATRM's in practice. */
#define VGAPT_ACPI_CHUNK	SZ_4K
/* amdgpu and radeon do not ask ATRM for more. */
#define VGAPT_ACPI_MAX		SZ_256K

static int vgapt_rom_acpi_call(acpi_handle method, u32 offset, u8 *to, u32 len)
{
	union acpi_object args[2] = {
		{ .integer = { .type = ACPI_TYPE_INTEGER, .value = offset } },
		{ .integer = { .type = ACPI_TYPE_INTEGER, .value = len } },
	};
	struct acpi_object_list list = { .count = 2, .pointer = args };
	struct acpi_buffer out = { .length = ACPI_ALLOCATE_BUFFER };
	union acpi_object *object;
	int rc = 0;

	if (ACPI_FAILURE(acpi_evaluate_object(method, NULL, &list, &out)))
		return -EIO;
	object = out.pointer;
	if (!object || object->type != ACPI_TYPE_BUFFER)
		rc = -EPROTO;
	else if (object->buffer.length < len)
		/* Nothing lies beyond its end; as in erased flash, ones. */
		memset(to, 0xff, len);
	if (!rc)
		memcpy(to, object->buffer.pointer,
		       min(object->buffer.length, len));
	kfree(out.pointer);
	return rc;
}

static int vgapt_rom_acpi_fetch(void *ctx, u32 offset, u8 *to, u32 len)
{
	u32 part;
	int rc;

	for (; len; offset += part, to += part, len -= part) {
		part = min_t(u32, len, VGAPT_ACPI_CHUNK);
		rc = vgapt_rom_acpi_call(ctx, offset, to, part);
		if (rc)
			return rc;
	}
	return 0;
}

static acpi_handle vgapt_rom_acpi_method(struct pci_dev *pdev, char *name)
{
	acpi_handle device = ACPI_HANDLE(&pdev->dev), method;

	if (!device || ACPI_FAILURE(acpi_get_handle(device, name, &method)))
		return NULL;
	return method;
}

static bool vgapt_rom_acpi_rom_probe(struct vgapt_dev *vdev)
{
	return vgapt_rom_acpi_method(vdev->pdev, "_ROM");
}

static int vgapt_rom_acpi_rom_read(struct vgapt_dev *vdev,
				   struct vgapt_rom_buf *buf)
{
	return vgapt_rom_gather(buf, VGAPT_ACPI_MAX, vgapt_rom_acpi_fetch,
				vgapt_rom_acpi_method(vdev->pdev, "_ROM"));
}

const struct vgapt_rom_source vgapt_rom_source_acpi_rom = {
	.id = VGAPT_ROM_ACPI_ROM,
	.name = "acpi_rom",
	.describe = "the ACPI method _ROM",
	.rank = VGAPT_ROM_RANK_KEPT,
	.probe = vgapt_rom_acpi_rom_probe,
	.read = vgapt_rom_acpi_rom_read,
};

static acpi_handle vgapt_rom_atrm(struct pci_dev *pdev, bool *own)
{
	acpi_handle method = vgapt_rom_acpi_method(pdev, "ATRM");
	struct pci_dev *other = NULL;

	*own = method;
	if (method)
		return method;
	for_each_pci_dev(other) {
		if (other == pdev ||
		    other->class >> 16 != PCI_BASE_CLASS_DISPLAY)
			continue;
		method = vgapt_rom_acpi_method(other, "ATRM");
		if (method) {
			pci_dev_put(other);
			break;
		}
	}
	return method;
}

static bool vgapt_rom_atrm_probe(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	bool own;

	return pdev->vendor == PCI_VENDOR_ID_ATI &&
	       !vgapt_amd_is_apu(pdev->device) && vgapt_rom_atrm(pdev, &own);
}

static int vgapt_rom_atrm_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom_image image;
	acpi_handle method;
	bool own;
	int rc;

	method = vgapt_rom_atrm(pdev, &own);
	rc = vgapt_rom_gather(buf, VGAPT_ACPI_MAX, vgapt_rom_acpi_fetch,
			      method);
	if (rc || own)
		return rc;
	/* A method at another card may give that card's ROM. */
	if (vgapt_rom_image_at(buf->data, buf->have, buf->have, 0, &image) ||
	    image.vendor != pdev->vendor || image.device != pdev->device)
		return -ENODATA;
	return 0;
}

const struct vgapt_rom_source vgapt_rom_source_atrm = {
	.id = VGAPT_ROM_ATRM,
	.name = "atrm",
	.describe = "AMD's ACPI method ATRM",
	.rank = VGAPT_ROM_RANK_KEPT,
	.probe = vgapt_rom_atrm_probe,
	.read = vgapt_rom_atrm_read,
};
