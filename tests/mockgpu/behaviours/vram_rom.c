// SPDX-License-Identifier: GPL-2.0-only
/*
 * vram-rom BAR: the VBIOS is at the beginning of video memory.
 *
 * AMD's APUs have no flash of their own: firmware leaves the VBIOS in the first
 * 256 KiB of the frame buffer (the kernel's amdgpu_bios.c, igp_read_bios_from_vram).
 * It is memory, and what is written there stays, over resets too.
 *
 * Made from: the kernel's amdgpu_bios.c, igp_read_bios_from_vram.
 */
#include "behaviours.h"

#define VRAM_ROM_SIZE	(256U << 10)

struct vram {
	u32 bar;
};

static int init(struct mock_device *dev, void *priv, struct mock_args *args)
{
	struct vram *vram = priv;

	(void)dev;
	return mock_parse_bar(args, 1, &vram->bar);
}

static int start(struct mock_device *dev, void *priv)
{
	struct vram *vram = priv;

	if (dev->region[vram->bar].size < VRAM_ROM_SIZE) {
		fprintf(stderr, "mockgpu: %s: vram-rom wants 256K in BAR%u\n",
			dev->name, vram->bar);
		return -EINVAL;
	}
	mock_rom_content(dev, 0, VRAM_ROM_SIZE, dev->region[vram->bar].data);
	return 0;
}

const struct mock_behaviour mock_vram_rom = {
	.name = "vram-rom",
	.usage = "BAR",
	.priv_size = sizeof(struct vram),
	.init = init,
	.start = start,
};
