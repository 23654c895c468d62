// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROM source "user": an image that the administrator has put among the firmware
 * files, under a name made of the function's ids.  What is handed over through
 * the character device (rom/file.c) takes its place.
 */
#include <linux/kernel_read_file.h>
#include <linux/vmalloc.h>

#include "pure/rom/verdict.h"
#include "rom/buf.h"
#include "rom/source.h"
#include "xen_vgapt.h"

/*
 * Not by request_firmware(): with a device it leaves a resource there, and a
 * function that has some before its driver comes gets none ("Resources present
 * before probing"); and Debian's kernel complains of each file that is missing.
 */
static int vgapt_rom_user_read(struct vgapt_dev *vdev,
			       struct vgapt_rom_buf *buf)
{
	struct pci_dev *pdev = vdev->pdev;
	char path[64];
	void *data = NULL;
	ssize_t size;
	int rc;

	snprintf(path, sizeof(path),
		 "/lib/firmware/xen-vgapt/%04x-%04x-%04x-%04x.rom",
		 pdev->vendor, pdev->device, pdev->subsystem_vendor,
		 pdev->subsystem_device);
	size = kernel_read_file_from_path_initns(path, 0, &data, VGAPT_ROM_MAX,
						 NULL, READING_FIRMWARE);
	if (size == -ENOENT || size == -ENOTDIR)
		return -ENODATA;
	if (size < 0) {
		pci_warn(pdev, "the firmware file %s can't be read: %zd\n",
			 path, size);
		return size;
	}
	rc = vgapt_rom_gather_mem(buf, data, size);
	if (rc)
		pci_warn(pdev, "the firmware file %s is no ROM: %d\n",
			 path, rc);
	vfree(data);
	return rc;
}

const struct vgapt_rom_source vgapt_rom_source_user = {
	.id = VGAPT_ROM_USER,
	.name = "user",
	.describe = "the administrator",
	.rank = VGAPT_ROM_RANK_KEPT,
	.read = vgapt_rom_user_read,
};
