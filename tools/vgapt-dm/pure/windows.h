/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Windows: parts of BARs, and ports, through which a card shows what the guest must
 * see as we show it.
 */
#ifndef VGAPT_DM_PURE_WINDOWS_H
#define VGAPT_DM_PURE_WINDOWS_H

#include "ops.h"
#include "state.h"

enum dm_handler {
	DM_MIRROR,		/* configuration space, byte by byte */
	DM_AMD_INDEX,		/* vendor/amd.c */
	DM_AMD_BAR_HIGH,
	DM_NVIDIA_MIRROR,	/* vendor/nvidia.c */
	DM_NVIDIA_INDEX,
	DM_NVIDIA_VGA,
};

/**
 * struct dm_window_rule - a window that some cards have
 * @vendor:  PCI vendor id
 * @region:  BAR, or VGAPT_REGION_IO_COLOR
 * @handler: enum dm_handler
 * @offset:  where in the region
 * @length:  bytes or ports
 * @mirror:  DM_MIRROR: the byte of configuration space that is there
 * @vga:     only of a VGA compatible card
 * @flags:   VGAPT_REGION_FLAG_* that the region must have
 * @needs:   size of another BAR that must be there: @needs_bar
 * @needs_bar: which
 * @source:  where that is to be read
 */
struct dm_window_rule {
	u16 vendor;
	u32 region;
	u32 handler;
	u64 offset;
	u32 length;
	u32 mirror;
	bool vga;
	u32 flags;
	u64 needs;
	u32 needs_bar;
	const char *source;
};

extern const struct dm_window_rule dm_amd_windows[];
extern const u32 dm_num_amd_windows;
extern const struct dm_window_rule dm_nvidia_windows[];
extern const u32 dm_num_nvidia_windows;

void dm_windows_build(struct dm_state *state, bool ports);
struct dm_window *dm_window_at(struct dm_state *state, u32 region, u64 offset, u32 size,
			       bool *whole);
u64 dm_window_read(struct dm_state *state, const struct dm_ops *ops, struct dm_window *window,
		   u64 offset, u32 size);
void dm_window_write(struct dm_state *state, const struct dm_ops *ops, struct dm_window *window,
		     u64 offset, u32 size, u64 value);
u64 dm_mirror_read(const struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size);
void dm_mirror_write(struct dm_state *state, const struct dm_ops *ops, u32 at, u32 size,
		     u64 value);
u64 dm_card_read(const struct dm_ops *ops, u32 region, u64 offset, u32 size);

u64 dm_amd_index_read(struct dm_state *state, const struct dm_ops *ops,
		      struct dm_window *window, u64 offset, u32 size);
void dm_amd_index_write(struct dm_state *state, const struct dm_ops *ops,
			struct dm_window *window, u64 offset, u32 size, u64 value);
u64 dm_amd_bar_high_read(struct dm_state *state, const struct dm_ops *ops,
			 struct dm_window *window, u64 offset, u32 size);
u64 dm_nvidia_mirror_read(struct dm_state *state, const struct dm_ops *ops,
			  struct dm_window *window, u64 offset, u32 size);
void dm_nvidia_mirror_write(struct dm_state *state, const struct dm_ops *ops,
			    struct dm_window *window, u64 offset, u32 size, u64 value);
u64 dm_nvidia_index_read(struct dm_state *state, const struct dm_ops *ops,
			 struct dm_window *window, u64 offset, u32 size);
void dm_nvidia_index_write(struct dm_state *state, const struct dm_ops *ops,
			   struct dm_window *window, u64 offset, u32 size, u64 value);
u64 dm_nvidia_vga_read(struct dm_state *state, const struct dm_ops *ops,
		       struct dm_window *window, u64 offset, u32 size);
void dm_nvidia_vga_write(struct dm_state *state, const struct dm_ops *ops,
			 struct dm_window *window, u64 offset, u32 size, u64 value);

#endif /* VGAPT_DM_PURE_WINDOWS_H */
