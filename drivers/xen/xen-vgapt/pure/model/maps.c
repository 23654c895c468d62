// SPDX-License-Identifier: GPL-2.0-only
/*
 * What of a function's BARs is mapped into a domain, and where: the book.
 *
 * Who maps asks whether it may be, has Xen do it, and writes it down; so what is
 * written down is what Xen has.  Xen crashes a guest when another page is mapped over
 * one that is mapped already, hence no two may overlap there; nor may they in the BAR,
 * so that "it is mapped" is one place.
 */
#include "pure/model/maps.h"

/* A guest-physical address has 52 bits at most: Intel SDM 3A, 4.1.4 (MAXPHYADDR). */
#define VGAPT_GUEST_BITS	52
#define VGAPT_GUEST_PORTS	0x10000

/* Do @a_len from @a and @b_len from @b have anything in common?  Neither wraps. */
static bool vgapt_overlap(u64 a, u64 a_len, u64 b, u64 b_len)
{
	return a < b + b_len && b < a + a_len;
}

/**
 * vgapt_bar_hides - is there a part that must not be reached?
 * @bar:    the BAR
 * @offset: first byte
 * @length: bytes; it lies in the BAR
 *
 * Whoever writes the MSI-X table makes the function send any interrupt; it is Xen's.
 *
 * Return: true if so.
 */
bool vgapt_bar_hides(const struct vgapt_bar *bar, u64 offset, u64 length)
{
	return bar->hidden_size &&
	       vgapt_overlap(offset, length, bar->hidden, bar->hidden_size);
}

static int vgapt_map_check_io(const struct vgapt_map *map)
{
	if (map->address >= VGAPT_GUEST_PORTS || map->length > VGAPT_GUEST_PORTS - map->address)
		return -EINVAL;
	return 0;
}

static int vgapt_map_check_mem(const struct vgapt_bar *bar, const struct vgapt_map *map)
{
	u64 first, last;

	if ((map->offset | map->length | map->address) & (VGAPT_MAP_PAGE - 1))
		return -EINVAL;
	if (map->address >= 1ULL << VGAPT_GUEST_BITS ||
	    map->length > (1ULL << VGAPT_GUEST_BITS) - map->address)
		return -EINVAL;
	/* What else is in its first or last page may be another function's. */
	if ((bar->start | bar->size) & (VGAPT_MAP_PAGE - 1))
		return -EPERM;
	if (!bar->hidden_size)
		return 0;
	first = bar->hidden & ~(VGAPT_MAP_PAGE - 1);
	last = (bar->hidden + bar->hidden_size - 1) | (VGAPT_MAP_PAGE - 1);
	return vgapt_overlap(map->offset, map->length, first, last - first + 1) ? -EPERM : 0;
}

/**
 * vgapt_map_check - can that part of a BAR be mapped at that address?
 * @bar: the BAR
 * @map: what is asked for
 *
 * Return: 0; -ENODATA if there is no such BAR; -EINVAL for what lies outside of it, or
 * of the domain, or is not in whole pages; -EPERM for a page with the MSI-X table, or
 * one that is not the BAR's alone.
 */
int vgapt_map_check(const struct vgapt_bar *bar, const struct vgapt_map *map)
{
	u64 size = bar->size;

	if (!bar->size)
		return -ENODATA;
	/* The page that a small one lies in: it is refused for that, below. */
	if (!bar->io)
		size = (size + VGAPT_MAP_PAGE - 1) & ~(VGAPT_MAP_PAGE - 1);
	if (!map->length || map->offset >= size || map->length > size - map->offset)
		return -EINVAL;
	return bar->io ? vgapt_map_check_io(map) : vgapt_map_check_mem(bar, map);
}

/**
 * vgapt_maps_in_way - is something there already?
 * @maps: a book, this function's or that of another one of the domain's
 * @map:  what is asked for; vgapt_map_check() has found it good
 * @io:   ports, not memory
 *
 * Return: true if so.
 */
bool vgapt_maps_in_way(const struct vgapt_maps *maps, const struct vgapt_map *map, bool io)
{
	u32 i;

	for (i = 0; i < maps->num; i++)
		if (maps->record[i].io == io &&
		    vgapt_overlap(maps->record[i].address, maps->record[i].length, map->address,
				  map->length))
			return true;
	return false;
}

/**
 * vgapt_maps_may_add - is there room for one more?
 * @maps: the book
 * @map:  what is asked for; vgapt_map_check() has found it good
 * @io:   ports, not memory
 *
 * Return: 0; -EEXIST if there is something in its way; -ENOSPC if the book is full.
 */
int vgapt_maps_may_add(const struct vgapt_maps *maps, const struct vgapt_map *map, bool io)
{
	u32 i;

	if (vgapt_maps_in_way(maps, map, io))
		return -EEXIST;
	for (i = 0; i < maps->num; i++) {
		const struct vgapt_map_record *have = &maps->record[i];

		if (have->region == map->region &&
		    vgapt_overlap(have->offset, have->length, map->offset, map->length))
			return -EEXIST;
	}
	return maps->num < VGAPT_MAX_MAPS ? 0 : -ENOSPC;
}

/**
 * vgapt_maps_add - write one down
 * @maps: the book; vgapt_maps_may_add() has said yes
 * @map:  what has been mapped
 * @io:   ports, not memory
 */
void vgapt_maps_add(struct vgapt_maps *maps, const struct vgapt_map *map, bool io)
{
	maps->record[maps->num++] = (struct vgapt_map_record) {
		.region = map->region,
		.io = io,
		.offset = map->offset,
		.length = map->length,
		.address = map->address,
	};
}

/* The record of which @map is a part, at the same distance; or NULL. */
static const struct vgapt_map_record *vgapt_maps_find(const struct vgapt_maps *maps,
						      const struct vgapt_map *map, bool io)
{
	u32 i;

	for (i = 0; i < maps->num; i++) {
		const struct vgapt_map_record *have = &maps->record[i];

		if (have->region == map->region && have->io == io &&
		    map->offset >= have->offset && map->length <= have->length &&
		    map->offset - have->offset <= have->length - map->length &&
		    map->address - have->address == map->offset - have->offset)
			return have;
	}
	return NULL;
}

/**
 * vgapt_maps_may_remove - is it there, and can what stays be written down?
 * @maps: the book
 * @map:  what is asked for; vgapt_map_check() has found it good
 * @io:   ports, not memory: Xen takes those back as they were added, or not at all
 *
 * Return: 0; -ENOENT if it is not mapped like that; -ENOSPC if two parts would stay and
 * the book is full.
 */
int vgapt_maps_may_remove(const struct vgapt_maps *maps, const struct vgapt_map *map, bool io)
{
	const struct vgapt_map_record *have = vgapt_maps_find(maps, map, io);
	bool before, behind;

	if (!have)
		return -ENOENT;
	before = map->offset > have->offset;
	behind = map->offset + map->length < have->offset + have->length;
	if (io && (before || behind))
		return -ENOENT;
	return before && behind && maps->num == VGAPT_MAX_MAPS ? -ENOSPC : 0;
}

/**
 * vgapt_maps_remove - strike one out, or a part of it
 * @maps: the book; vgapt_maps_may_remove() has said yes
 * @map:  what has been taken out of the domain
 * @io:   ports, not memory
 */
void vgapt_maps_remove(struct vgapt_maps *maps, const struct vgapt_map *map, bool io)
{
	const struct vgapt_map_record *have = vgapt_maps_find(maps, map, io);
	struct vgapt_map_record was, part;
	u64 before;

	if (!have)
		return;
	was = *have;
	maps->record[have - maps->record] = maps->record[--maps->num];
	before = map->offset - was.offset;
	if (before) {
		part = was;
		part.length = before;
		maps->record[maps->num++] = part;
	}
	if (before + map->length < was.length) {
		part = was;
		part.offset += before + map->length;
		part.address += before + map->length;
		part.length -= before + map->length;
		maps->record[maps->num++] = part;
	}
}
