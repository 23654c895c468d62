// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "user": an image that the administrator has put among the firmware
 * files, under a name made of the function's ids.  What is handed over through
 * the character device (rom_load.c) takes its place.
 */
#include <linux/firmware.h>
#include <linux/namei.h>
#include <linux/path.h>

#include "rom.h"

/*
 * Debian's kernel complains of each firmware file that it does not find: without
 * this folder none is asked for.
 */
#define VGAPT_FIRMWARE_FOLDER	"/lib/firmware/xen-vgapt"

static bool vgapt_rom_user_probe(struct pci_dev *pdev)
{
	struct path path;

	if (kern_path(VGAPT_FIRMWARE_FOLDER, LOOKUP_FOLLOW | LOOKUP_DIRECTORY,
		      &path))
		return false;
	path_put(&path);
	return true;
}

static int vgapt_rom_user_read(struct pci_dev *pdev, struct vgapt_rom_buf *buf)
{
	const struct firmware *fw;
	char name[48];
	int rc;

	snprintf(name, sizeof(name), "xen-vgapt/%04x-%04x-%04x-%04x.rom",
		 pdev->vendor, pdev->device, pdev->subsystem_vendor,
		 pdev->subsystem_device);
	/* Directly: there is nobody to wait for whose help could be asked. */
	if (request_firmware_direct(&fw, name, &pdev->dev))
		return -ENODATA;
	rc = vgapt_rom_gather_mem(buf, fw->data,
				  min_t(size_t, fw->size, U32_MAX));
	if (rc)
		pci_warn(pdev, VGAPT_NAME ": the firmware file %s is no ROM: %d\n",
			 name, rc);
	release_firmware(fw);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_user = {
	.id = VGAPT_ROM_USER,
	.name = "user",
	.describe = "the administrator",
	.rank = VGAPT_ROM_RANK_KEPT,
	.probe = vgapt_rom_user_probe,
	.read = vgapt_rom_user_read,
};
