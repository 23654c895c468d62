// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of several copies of a ROM is the one to offer.
 */
#include "pure/rom/choice.h"
#include "pure/rom/image.h"
#include "pure/rom/verdict.h"

/**
 * vgapt_rom_usable - can a guest's firmware use a ROM?
 * @fault: what is wrong with it
 *
 * A wrong checksum alone does not count: cards are sold with one.
 *
 * Return: true if so.
 */
bool vgapt_rom_usable(enum vgapt_rom_fault fault)
{
	return fault == VGAPT_ROM_GOOD || fault == VGAPT_ROM_BAD_CHECKSUM;
}

/**
 * vgapt_rom_suffices - is a copy reason enough not to ask a risky source?
 * @rank:     of the source that gave it
 * @explicit: the administrator wants it
 * @fault:    what is wrong with it
 *
 * A copy that the firmware keeps has to be faultless: the flash may be better.  A
 * copy from the flash may have a wrong checksum: another path to the same flash
 * would give the same.  A copy that POST has run never suffices.
 *
 * Return: true if so.
 */
bool vgapt_rom_suffices(enum vgapt_rom_rank rank, bool explicit,
			enum vgapt_rom_fault fault)
{
	if (!vgapt_rom_usable(fault))
		return false;
	if (explicit || rank == VGAPT_ROM_RANK_FLASH)
		return true;
	return rank == VGAPT_ROM_RANK_KEPT && fault == VGAPT_ROM_GOOD;
}

/**
 * vgapt_rom_choose - choose a copy
 * @offers: what the sources have given, in their order of preference
 * @count:  how many
 *
 * The administrator's word comes first.  Then the first faultless one, then the
 * first with a wrong checksum; if there is nothing but broken ones, the first of
 * them, for people to look at.
 *
 * Of faultless ones what the flash holds is whole.  Firmware may keep the image for UEFI
 * in one place and that for a BIOS in another, as it does for an APU: then it is the
 * latter.
 *
 * Return: index into @offers, or -1 if there is nothing at all.
 */
int vgapt_rom_choose(const struct vgapt_rom_offer *offers, u32 count)
{
	int explicit = -1, whole = -1, good = -1, summed = -1, any = -1;
	u32 i;

	for (i = 0; i < count; i++) {
		if (!offers[i].there)
			continue;
		if (any < 0)
			any = i;
		if (!vgapt_rom_usable(offers[i].fault))
			continue;
		if (offers[i].explicit && explicit < 0)
			explicit = i;
		if (summed < 0)
			summed = i;
		if (offers[i].fault != VGAPT_ROM_GOOD)
			continue;
		if (good < 0)
			good = i;
		if (whole < 0 && (offers[i].flash || offers[i].bios))
			whole = i;
	}
	if (explicit >= 0)
		return explicit;
	if (whole >= 0)
		return whole;
	if (good >= 0)
		return good;
	return summed >= 0 ? summed : any;
}
