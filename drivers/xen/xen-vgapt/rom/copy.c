// SPDX-License-Identifier: GPL-2.0-only
/*
 * A copy of an option ROM: its memory, its references, and what the parser says
 * of it.
 */
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "pure/rom/report.h"
#include "rom/copy.h"

static void vgapt_rom_free(struct kref *kref)
{
	struct vgapt_rom *rom = container_of(kref, struct vgapt_rom, kref);

	vfree(rom->data);
	kfree(rom);
}

/**
 * vgapt_rom_get - take a reference on a copy
 * @rom: the copy, or NULL
 *
 * Return: @rom.
 */
struct vgapt_rom *vgapt_rom_get(struct vgapt_rom *rom)
{
	if (rom)
		kref_get(&rom->kref);
	return rom;
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
 * vgapt_rom_new - make a copy that can be published
 * @data:   bytes
 * @size:   how many, above 0
 * @source: VGAPT_ROM_*
 *
 * Sleeps.
 *
 * Return: the copy, with one reference, or NULL.
 */
struct vgapt_rom *vgapt_rom_new(const u8 *data, u32 size, u32 source)
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
 * vgapt_rom_parse - note what the parser says of a copy
 * @rom:  the copy, not published yet
 * @pdev: the function it should be for
 *
 * Sleeps.
 *
 * Return: 0, also for a faulty ROM; -ENOMEM.
 */
int vgapt_rom_parse(struct vgapt_rom *rom, struct pci_dev *pdev)
{
	struct vgapt_rom_report *report;
	struct vgapt_rom_ids ids;
	u32 i;

	/* Too large for the stack. */
	report = kmalloc(sizeof(*report), GFP_KERNEL);
	if (!report)
		return -ENOMEM;
	vgapt_rom_ids_of(pdev, &ids);
	vgapt_rom_examine(rom->data, rom->size, &ids, report);
	rom->fault = report->fault;
	rom->fault_offset = report->fault_offset;
	rom->flags = report->flags;
	rom->num_images = report->num_images;
	for (i = 0; i < report->num_images; i++)
		rom->types[i] = report->images[i].code_type;
	kfree(report);
	return 0;
}

/**
 * vgapt_rom_same - do two copies hold the same bytes?
 * @a: one
 * @b: the other
 *
 * Compares their digests, so that it is cheap enough for any lock.
 *
 * Return: true if so.
 */
bool vgapt_rom_same(const struct vgapt_rom *a, const struct vgapt_rom *b)
{
	return a->size == b->size &&
	       !memcmp(a->sha256, b->sha256, sizeof(a->sha256));
}

/**
 * vgapt_rom_agree - do two copies hold the same images, as far as both have them?
 * @a: one
 * @b: the other
 *
 * Firmware may keep the first image of several alone, and a copy ends with its last one.
 *
 * Return: true if so.
 */
bool vgapt_rom_agree(const struct vgapt_rom *a, const struct vgapt_rom *b)
{
	if (a->size == b->size)
		return vgapt_rom_same(a, b);
	return !memcmp(a->data, b->data, min(a->size, b->size));
}

/**
 * vgapt_rom_ids_of - the ids a function's ROM should have
 * @pdev: the function
 * @ids:  result
 */
void vgapt_rom_ids_of(struct pci_dev *pdev, struct vgapt_rom_ids *ids)
{
	ids->vendor = pdev->vendor;
	ids->device = pdev->device;
	ids->subvendor = pdev->subsystem_vendor;
	ids->subdevice = pdev->subsystem_device;
	ids->class = pdev->class;
}
