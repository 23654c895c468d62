/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What of a function's BARs is mapped into a domain, and where: the book.
 */
#ifndef XEN_VGAPT_PURE_MODEL_MAPS_H
#define XEN_VGAPT_PURE_MODEL_MAPS_H

#include "pure/pure.h"

#define VGAPT_MAP_PAGE	4096ULL

/**
 * struct vgapt_bar - a BAR, as far as mapping it goes
 * @io:     ports, not memory
 * @start:  machine address, or first port
 * @size:   bytes, or ports; 0: there is none
 * @hidden: first byte of what must not be mapped: the MSI-X table
 * @hidden_size: bytes of that, or 0
 */
struct vgapt_bar {
	bool io;
	u64 start;
	u64 size;
	u64 hidden;
	u64 hidden_size;
};

/**
 * struct vgapt_map_record - one that there is
 * @region:  VGAPT_REGION_BAR0 + n
 * @io:      ports, not memory
 * @offset:  first byte, or port, of the BAR
 * @length:  bytes, or ports
 * @address: where in the domain
 */
struct vgapt_map_record {
	u32 region;
	bool io;
	u64 offset;
	u64 length;
	u64 address;
};

/**
 * struct vgapt_maps - all of a capability's
 * @num:    how many
 * @record: they, in no order
 */
struct vgapt_maps {
	u32 num;
	struct vgapt_map_record record[VGAPT_MAX_MAPS];
};

int vgapt_map_check(const struct vgapt_bar *bar, const struct vgapt_map *map);
bool vgapt_maps_in_way(const struct vgapt_maps *maps, const struct vgapt_map *map, bool io);
int vgapt_maps_may_add(const struct vgapt_maps *maps, const struct vgapt_map *map, bool io);
void vgapt_maps_add(struct vgapt_maps *maps, const struct vgapt_map *map, bool io);
int vgapt_maps_may_remove(const struct vgapt_maps *maps, const struct vgapt_map *map, bool io);
void vgapt_maps_remove(struct vgapt_maps *maps, const struct vgapt_map *map, bool io);
bool vgapt_bar_hides(const struct vgapt_bar *bar, u64 offset, u64 length);

#endif /* XEN_VGAPT_PURE_MODEL_MAPS_H */
