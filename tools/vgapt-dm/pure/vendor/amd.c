// SPDX-License-Identifier: GPL-2.0-only
/*
 * Windows of ATI's and AMD's cards.
 *
 * Source of the facts: QEMU, hw/vfio/pci-quirks.c (the comments on its ATI quirks,
 * found by experiment with HD 5450 and HD 7850 and the drivers that use them).
 */
#include <linux/pci_regs.h>

#include "../config.h"
#include "../windows.h"

#define AMD		0x1002

#define INDEX		0x0U
#define DATA		0x4U
#define CONFIG_FIRST	0x4000U		/* in the register space behind the index */
#define CONFIG_END	0x5000U

#define SOURCE(what)	"QEMU hw/vfio/pci-quirks.c: " what

const struct dm_window_rule dm_amd_windows[] = {
	{ .vendor = AMD, .region = VGAPT_REGION_BAR0 + 4, .handler = DM_AMD_INDEX,
	  .offset = INDEX, .length = 8, .vga = true, .flags = VGAPT_REGION_FLAG_IO,
	  .source = SOURCE("ati-bar4-window") },
	/* Only newer cards, whose BAR 2 has 64 bits, have it there. */
	{ .vendor = AMD, .region = VGAPT_REGION_BAR0 + 2, .handler = DM_MIRROR,
	  .offset = CONFIG_FIRST, .length = DM_CONFIG_BYTES, .vga = true,
	  .flags = VGAPT_REGION_FLAG_MEM | VGAPT_REGION_FLAG_MEM64,
	  .source = SOURCE("ati-bar2-4000") },
	/* By its upper byte the video BIOS finds the I/O BAR; 256 ports: the lower is 0. */
	{ .vendor = AMD, .region = VGAPT_REGION_IO_COLOR, .handler = DM_AMD_BAR_HIGH,
	  .offset = 3, .length = 1, .needs = 256, .needs_bar = 4,
	  .source = SOURCE("ati-3c3") },
};

const u32 dm_num_amd_windows = ARRAY_SIZE(dm_amd_windows);

static bool config_selected(const struct dm_window *window)
{
	return window->index >= CONFIG_FIRST && window->index < CONFIG_END;
}

/**
 * dm_amd_index_read - read index or data
 * @state:  the state
 * @ops:    to read the card by
 * @window: its index
 * @offset: in the BAR
 * @size:   1, 2, 4
 *
 * Behind the first 256 bytes of configuration space there is nothing that a guest
 * below i440 could know of; reads there see what the card shows.
 *
 * Return: what the guest gets.
 */
u64 dm_amd_index_read(struct dm_state *state, const struct dm_ops *ops,
		      struct dm_window *window, u64 offset, u32 size)
{
	u32 at = window->index - CONFIG_FIRST + (offset - DATA);

	if (offset >= DATA && config_selected(window) && at + size <= DM_CONFIG_BYTES)
		return dm_config_read(state, ops, at, size);
	return dm_card_read(ops, window->region, offset, size);
}

/**
 * dm_amd_index_write - write index or data
 * @state:  the state
 * @ops:    to write to the card by
 * @window: its index
 * @offset: in the BAR
 * @size:   1, 2, 4
 * @value:  what
 *
 * The card is told of the index, too.  Data for configuration space is dropped: the
 * card's is not for the guest, and the card itself takes none by this way.
 */
void dm_amd_index_write(struct dm_state *state, const struct dm_ops *ops,
			struct dm_window *window, u64 offset, u32 size, u64 value)
{
	u32 i;

	(void)state;
	if (offset >= DATA && config_selected(window))
		return;
	for (i = 0; i < size && offset + i < DATA; i++) {
		u32 shift = 8 * (offset + i - INDEX);

		window->index &= ~(0xffU << shift);
		window->index |= (u32)(u8)(value >> 8 * i) << shift;
	}
	ops->region_write(ops->ctx, window->region, offset, size, value);
}

/**
 * dm_amd_bar_high_read - read port 3C3h
 * @state:  the state
 * @ops:    unused
 * @window: unused
 * @offset: unused
 * @size:   1
 *
 * The card would tell its own; the guest's video BIOS needs the guest's.
 *
 * Return: bits 8 to 15 of the I/O BAR.
 */
u64 dm_amd_bar_high_read(struct dm_state *state, const struct dm_ops *ops,
			 struct dm_window *window, u64 offset, u32 size)
{
	(void)ops;
	(void)window;
	(void)offset;
	(void)size;
	return state->value[PCI_BASE_ADDRESS_4 + 1];
}
