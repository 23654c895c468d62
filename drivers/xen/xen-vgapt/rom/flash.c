// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest has left in the flash.
 *
 * No guest can write to the flash through what it gets for its ROM.  But cards have
 * registers for that, which are the guest's: what it writes there outlives it, and runs
 * on the host at the next boot, or in the next guest that is given the flash.
 */
#include <linux/pci.h>

#include "pure/rom/mode.h"
#include "rom/buf.h"
#include "rom/copy.h"
#include "rom/flash.h"
#include "rom/source.h"
#include "xen_vgapt.h"

/* A card may hide its flash, or not have it ready: that says nothing of what is in it. */
static bool vgapt_rom_flash_blank(const struct vgapt_rom_buf *buf)
{
	return !memchr_inv(buf->data, buf->data[0], buf->have);
}

/* What it holds now.  What is no ROM has been read all the same. */
static enum vgapt_rom_flash vgapt_rom_flash_look(struct vgapt_dev *vdev,
						 struct vgapt_rom_buf *buf, int *rc)
{
	const struct vgapt_rom *before = vdev->rom_found[VGAPT_ROM_ROMBAR].rom;

	buf->have = 0;
	*rc = before ? vgapt_rom_source_rombar.read(vdev, buf) : -ENODATA;
	if ((*rc && *rc != -EBADMSG && *rc != -ENODATA) || !buf->have ||
	    vgapt_rom_flash_blank(buf))
		return VGAPT_ROM_FLASH_UNKNOWN;
	if (buf->have == before->size && !memcmp(buf->data, before->data, buf->have))
		return VGAPT_ROM_FLASH_SAME;
	return VGAPT_ROM_FLASH_CHANGED;
}

/**
 * vgapt_rom_flash_check - compare the flash with what it was before a guest had it
 * @vdev: the function, awake and claimed; it has been reset since
 * @buf:  a buffer
 *
 * Only what the ROM BAR shows: other ways to the flash are too risky to be gone after
 * each guest.  Caller holds the device lock; sleeps.
 */
void vgapt_rom_flash_check(struct vgapt_dev *vdev, struct vgapt_rom_buf *buf)
{
	enum vgapt_rom_flash is;
	int rc;

	device_lock_assert(&vdev->pdev->dev);
	/* First: a guest that comes meanwhile says that it is due again. */
	WRITE_ONCE(vdev->rom_flash_due, false);
	is = vgapt_rom_flash_look(vdev, buf, &rc);
	/* It may have been slow to wake.  Nobody is to be accused for that. */
	if (is == VGAPT_ROM_FLASH_CHANGED)
		is = vgapt_rom_flash_look(vdev, buf, &rc);
	if (is == VGAPT_ROM_FLASH_CHANGED)
		dev_warn_ratelimited(&vdev->pdev->dev, "its flash does not hold what it held before its last guest\n");
	pci_dbg(vdev->pdev, "rom: flash: %s (%d)\n", vgapt_rom_flash_name(is), rc);
	/* What has been seen once is not forgotten, as it can't be seen another time. */
	if (is != VGAPT_ROM_FLASH_UNKNOWN || vdev->rom_flash != VGAPT_ROM_FLASH_CHANGED)
		WRITE_ONCE(vdev->rom_flash, is);
	/* It may answer another time. */
	if (rc == -ENXIO || rc == -ENODEV)
		WRITE_ONCE(vdev->rom_flash_due, true);
}
