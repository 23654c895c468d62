// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows of NVIDIA's cards.
 *
 * Source of the facts: QEMU, hw/vfio/pci-quirks.c (the comments on its NVIDIA quirks);
 * envytools' hwdocs (PBUS: configuration space at 1800h, PCI mirror at 88000h); Linux,
 * drivers/pci/quirks.c (quirk_nvidia_hda: bit 25 of 488h).
 */
#include <linux/pci_regs.h>

#include "../config.h"
#include "../windows.h"

#define NVIDIA		0x10de

#define OLD_MIRROR	0x1800U		/* BAR 0: 256 bytes */
#define MIRROR		0x88000U	/* BAR 0: 4096 bytes, extended space and all */
#define MIRROR_BYTES	0x1000U

/* BAR 5 */
#define MASTER		0x0U		/* bit 0: the window is on */
#define ENABLE		0x4U		/* bit 0: likewise */
#define ADDRESS		0x8U
#define DATA		0xcU
#define STEP_MASTER	1U
#define STEP_ENABLE	2U

/* VGA's ports, from 3C0h on */
#define VGA_DATA	0x10U		/* 3D0h */
#define VGA_SELECT	0x14U		/* 3D4h */
#define SELECT		0x338U
#define READ		0x538U
#define WRITE		0x738U
enum { STEP_NONE, STEP_SELECT, STEP_WINDOW, STEP_READ, STEP_WRITE };

/* Bit 25 switches function 1 (audio) on: drivers set it by the mirror. */
#define HDA_SWITCH	0x488U

#define SOURCE(what)	"QEMU hw/vfio/pci-quirks.c: " what

const struct dm_window_rule dm_nvidia_windows[] = {
	{ .vendor = NVIDIA, .region = VGAPT_REGION_BAR0, .handler = DM_NVIDIA_MIRROR,
	  .offset = MIRROR, .length = MIRROR_BYTES, .flags = VGAPT_REGION_FLAG_MEM,
	  .source = SOURCE("nvidia-bar0-88000") },
	{ .vendor = NVIDIA, .region = VGAPT_REGION_BAR0, .handler = DM_MIRROR,
	  .offset = OLD_MIRROR, .length = DM_CONFIG_BYTES, .vga = true,
	  .flags = VGAPT_REGION_FLAG_MEM, .source = SOURCE("nvidia-bar0-1800") },
	{ .vendor = NVIDIA, .region = VGAPT_REGION_BAR0 + 5, .handler = DM_NVIDIA_INDEX,
	  .offset = 0, .length = 0x10, .vga = true, .flags = VGAPT_REGION_FLAG_IO,
	  .source = SOURCE("nvidia-bar5-window") },
	{ .vendor = NVIDIA, .region = VGAPT_REGION_IO_COLOR, .handler = DM_NVIDIA_VGA,
	  .offset = VGA_DATA, .length = 6, .vga = true, .needs = 1, .needs_bar = 1,
	  .source = SOURCE("nvidia-3d0") },
};

const u32 dm_num_nvidia_windows = ARRAY_SIZE(dm_nvidia_windows);

/**
 * dm_nvidia_mirror_read - read the mirror at 88000h
 * @state:  the state
 * @ops:    to read the card by
 * @window: it
 * @offset: in BAR 0
 * @size:   1, 2, 4, 8
 *
 * Extended space is the card's: a guest below i440 has no other word for it.
 *
 * Return: what the guest gets.
 */
u64 dm_nvidia_mirror_read(struct dm_state *state, const struct dm_ops *ops,
			  struct dm_window *window, u64 offset, u32 size)
{
	u32 at = offset - window->offset;

	if (at < DM_CONFIG_BYTES)
		return dm_mirror_read(state, ops, at, size);
	return dm_card_read(ops, window->region, offset, size);
}

/* By it the driver acknowledges an MSI: FFh to the capability's id, which is read-only. */
static bool acknowledges(const struct dm_state *state, u32 at, u32 size)
{
	return state->msi && at >= state->msi &&
	       at + size <= (u32)state->msi + PCI_MSI_FLAGS;
}

/**
 * dm_nvidia_mirror_write - write to the mirror at 88000h
 * @state:  the state
 * @ops:    to write to the card by
 * @window: it
 * @offset: in BAR 0
 * @size:   1, 2, 4, 8
 * @value:  what
 *
 * In extended space only the switch of the audio function takes writes: others could
 * resize BARs over other cards.
 */
void dm_nvidia_mirror_write(struct dm_state *state, const struct dm_ops *ops,
			    struct dm_window *window, u64 offset, u32 size, u64 value)
{
	u32 at = offset - window->offset;

	if (at < DM_CONFIG_BYTES)
		dm_mirror_write(state, ops, at, size, value);
	if (acknowledges(state, at, size) || (at == HDA_SWITCH && size == 4))
		ops->region_write(ops->ctx, window->region, offset, size, value);
}

/* The byte of configuration space that BAR 5's address selects; false: none. */
static bool selected(const struct dm_window *window, u32 *at)
{
	if ((window->step & (STEP_MASTER | STEP_ENABLE)) != (STEP_MASTER | STEP_ENABLE))
		return false;
	if ((window->index & ~0xfffU) == MIRROR)
		*at = window->index & 0xfff;
	else if ((window->index & ~0xffU) == OLD_MIRROR)
		*at = window->index & 0xff;
	else
		return false;
	return true;
}

/**
 * dm_nvidia_index_read - read BAR 5
 * @state:  the state
 * @ops:    to read the card by
 * @window: it
 * @offset: in the BAR
 * @size:   1, 2, 4
 *
 * Return: what the guest gets.
 */
u64 dm_nvidia_index_read(struct dm_state *state, const struct dm_ops *ops,
			 struct dm_window *window, u64 offset, u32 size)
{
	u32 at;

	if (offset >= DATA && selected(window, &at) && at + (offset - DATA) < DM_CONFIG_BYTES)
		return dm_config_read(state, ops, at + (offset - DATA), size);
	return dm_card_read(ops, window->region, offset, size);
}

static void set_step(struct dm_window *window, u32 bit, bool on)
{
	window->step = on ? window->step | bit : window->step & ~bit;
}

/**
 * dm_nvidia_index_write - write to BAR 5
 * @state:  the state
 * @ops:    to write to the card by
 * @window: it
 * @offset: in the BAR
 * @size:   1, 2, 4
 * @value:  what
 *
 * What goes to the old mirror, and to extended space, is not for the card either.
 */
void dm_nvidia_index_write(struct dm_state *state, const struct dm_ops *ops,
			   struct dm_window *window, u64 offset, u32 size, u64 value)
{
	u32 at, i;

	if (offset >= DATA && selected(window, &at)) {
		if (at + (offset - DATA) < DM_CONFIG_BYTES)
			dm_config_write(state, ops, at + (offset - DATA), size, value);
		return;
	}
	if (offset == MASTER)
		set_step(window, STEP_MASTER, value & 1);
	if (offset == ENABLE)
		set_step(window, STEP_ENABLE, value & 1);
	for (i = 0; i < size; i++) {
		u32 shift = 8 * (offset + i - ADDRESS);

		if (offset + i < ADDRESS || offset + i >= DATA)
			continue;
		window->index &= ~(0xffU << shift);
		window->index |= (u32)(u8)(value >> 8 * i) << shift;
	}
	ops->region_write(ops->ctx, window->region, offset, size, value);
}

/**
 * dm_nvidia_vga_read - read ports 3D0h-3D5h
 * @state:  the state
 * @ops:    to read the card by
 * @window: it
 * @offset: from 3C0h on
 * @size:   1, 2, 4
 *
 * Return: what the guest gets.
 */
u64 dm_nvidia_vga_read(struct dm_state *state, const struct dm_ops *ops,
		       struct dm_window *window, u64 offset, u32 size)
{
	if (window->step == STEP_READ && offset == VGA_DATA)
		return dm_config_read(state, ops, window->index, size);
	return dm_card_read(ops, window->region, offset, size);
}

/* What 3D4h makes of the sequence; what is said again changes nothing. */
static u32 next_step(const struct dm_window *window, u64 value)
{
	if (value == SELECT)
		return STEP_SELECT;
	if (window->step < STEP_WINDOW)
		return STEP_NONE;
	if (value == READ)
		return STEP_READ;
	return value == WRITE ? STEP_WRITE : STEP_NONE;
}

/**
 * dm_nvidia_vga_write - write to ports 3D0h-3D5h
 * @state:  the state
 * @ops:    to write to the card by
 * @window: it
 * @offset: from 3C0h on
 * @size:   1, 2, 4
 * @value:  what
 *
 * 338h to 3D4h, an offset to 3D0h, 538h or 738h to 3D4h: then 3D0h is data of BAR 0 at
 * that offset.  Its configuration mirror is at 1800h.
 */
void dm_nvidia_vga_write(struct dm_state *state, const struct dm_ops *ops,
			 struct dm_window *window, u64 offset, u32 size, u64 value)
{
	if (offset == VGA_DATA && window->step == STEP_WRITE) {
		dm_config_write(state, ops, window->index, size, value);
		return;
	}
	if (offset == VGA_SELECT) {
		window->step = next_step(window, value);
	} else if (offset == VGA_DATA && (window->step == STEP_SELECT ||
					  window->step == STEP_WINDOW)) {
		window->index = value & 0xff;
		dm_order();
		window->step = (value & ~0xffULL) == OLD_MIRROR ? STEP_WINDOW : STEP_NONE;
	}
	ops->region_write(ops->ctx, window->region, offset, size, value);
}
