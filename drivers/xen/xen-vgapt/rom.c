// SPDX-License-Identifier: GPL-2.0-only
/*
 * The copy of a function's option ROM: which source it is taken from, and who
 * may read it.
 */
#include <linux/io.h>
#include <linux/pm_runtime.h>
#include <linux/vmalloc.h>

#include "xen_vgapt.h"

/*
 * The most that is ever read of one ROM.  The PCI Local Bus Specification 3.0,
 * 6.2.5.2, limits the ROM BAR to 16 MiB.
 */
#define VGAPT_ROM_MAX	SZ_16M

/* Bytes fetched at a time: small against a ROM, large against a header. */
#define VGAPT_ROM_CHUNK	SZ_4K

/*
 * In the order in which they are tried.  The flash comes first: nothing but a
 * flashing tool writes to it.  The shadow is what the firmware's POST has left
 * in RAM, and is often modified.
 */
static const struct vgapt_rom_source * const vgapt_rom_sources[] = {
	&vgapt_rom_source_rombar,
	&vgapt_rom_source_shadow,
};

/**
 * vgapt_rom_source_name - a source's name
 * @source: VGAPT_ROM_*
 *
 * Return: the name as shown in sysfs, "none" for VGAPT_ROM_NONE.
 */
const char *vgapt_rom_source_name(u32 source)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources); i++)
		if (vgapt_rom_sources[i]->id == source)
			return vgapt_rom_sources[i]->name;
	return "none";
}

/**
 * vgapt_rom_copy - copy a ROM out of memory-mapped space
 * @buf:   destination
 * @size:  bytes it has room for
 * @rom:   the ROM
 * @limit: bytes mapped there
 *
 * Reads no further than the end of the last image.
 *
 * Return: the ROM's length; -ENODATA if there is none; -EBADMSG if its headers
 * are not sane; -EFBIG if it does not fit.
 */
int vgapt_rom_copy(u8 *buf, u32 size, const void __iomem *rom, u32 limit)
{
	u32 have = 0, length;
	int need;

	limit = min(limit, size);
	while ((need = vgapt_rom_measure(buf, have, limit, &length)) > 0) {
		u32 want = min(limit, roundup((u32)need, VGAPT_ROM_CHUNK));

		memcpy_fromio(buf + have, rom + have, want - have);
		have = want;
	}
	return need ? need : (int)length;
}

static void vgapt_rom_free(struct kref *kref)
{
	struct vgapt_rom *rom = container_of(kref, struct vgapt_rom, kref);

	vfree(rom->data);
	kfree(rom);
}

/**
 * vgapt_rom_put - drop a reference on a copy
 * @rom: the copy, or NULL
 */
void vgapt_rom_put(struct vgapt_rom *rom)
{
	if (rom)
		kref_put(&rom->kref, vgapt_rom_free);
}

/**
 * vgapt_rom_get - take a reference on a function's copy
 * @vdev: the function
 *
 * Return: the copy, or NULL if there is none.
 */
struct vgapt_rom *vgapt_rom_get(struct vgapt_dev *vdev)
{
	struct vgapt_rom *rom;

	spin_lock(&vdev->rom_lock);
	rom = vdev->rom;
	if (rom)
		kref_get(&rom->kref);
	spin_unlock(&vdev->rom_lock);
	return rom;
}

static void vgapt_rom_set(struct vgapt_dev *vdev, struct vgapt_rom *rom)
{
	struct vgapt_rom *old;

	spin_lock(&vdev->rom_lock);
	old = vdev->rom;
	vdev->rom = rom;
	spin_unlock(&vdev->rom_lock);
	vgapt_rom_put(old);
}

/**
 * vgapt_rom_forget - give up a function's copy
 * @vdev: the function
 */
void vgapt_rom_forget(struct vgapt_dev *vdev)
{
	vgapt_rom_set(vdev, NULL);
}

static struct vgapt_rom *vgapt_rom_new(const u8 *data, u32 size, u32 source)
{
	struct vgapt_rom *rom;

	rom = kzalloc(sizeof(*rom), GFP_KERNEL);
	if (!rom)
		return NULL;
	rom->data = vmalloc_user(size);
	if (!rom->data) {
		kfree(rom);
		return NULL;
	}
	kref_init(&rom->kref);
	memcpy(rom->data, data, size);
	rom->size = size;
	rom->source = source;
	sha256(rom->data, size, rom->sha256);
	return rom;
}

/**
 * vgapt_rom_capture - copy a function's ROM, if that has not been done
 * @vdev: the function
 *
 * Tries the sources in their order.  A function that belongs to a guest is left
 * alone: its registers are not dom0's to touch; it is tried again when the
 * guest has let go.  Caller holds the device lock; sleeps.
 */
void vgapt_rom_capture(struct vgapt_dev *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct vgapt_rom *rom = NULL;
	size_t i;
	u8 *buf;
	int rc;

	device_lock_assert(&pdev->dev);
	if (vdev->rom)
		return;
	if (vgapt_pciback_owner(pdev) != VGAPT_NO_DOMAIN) {
		pci_info(pdev, VGAPT_NAME ": in use by a guest, its ROM is read when that has gone\n");
		return;
	}
	buf = vzalloc(VGAPT_ROM_MAX);
	if (!buf)
		return;
	/* In D3hot a function answers to nothing but config accesses. */
	rc = pm_runtime_resume_and_get(&pdev->dev);
	if (rc) {
		pci_warn(pdev, VGAPT_NAME ": can't be woken to read its ROM: %d\n",
			 rc);
		vfree(buf);
		return;
	}

	for (i = 0; i < ARRAY_SIZE(vgapt_rom_sources) && !rom; i++) {
		const struct vgapt_rom_source *source = vgapt_rom_sources[i];

		rc = source->read(pdev, buf, VGAPT_ROM_MAX);
		pci_dbg(pdev, VGAPT_NAME ": rom: %s gave %d\n", source->name,
			rc);
		if (rc > 0)
			rom = vgapt_rom_new(buf, rc, source->id);
		else if (rc != -ENODATA)
			pci_warn(pdev, VGAPT_NAME ": no ROM from %s: %d\n",
				 source->name, rc);
	}
	pm_runtime_put(&pdev->dev);
	vfree(buf);

	if (!rom) {
		pci_info(pdev, VGAPT_NAME ": no ROM found\n");
		return;
	}
	pci_info(pdev, VGAPT_NAME ": ROM of %u bytes from %s\n", rom->size,
		 vgapt_rom_source_name(rom->source));
	vgapt_rom_set(vdev, rom);
}
