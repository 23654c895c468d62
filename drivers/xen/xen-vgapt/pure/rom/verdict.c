// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a copy of a ROM is worth, from where it came and what it was compared
 * with.
 */
#include "pure/rom/image.h"
#include "pure/rom/verdict.h"
#include "pure/tokens.h"

/**
 * vgapt_rom_status_of - decide what a copy of a ROM is worth
 * @facts: what is known of it
 *
 * A guest's firmware runs the ROM as if the machine had just been switched on:
 * only what is in the flash is fit for that.  A copy is the flash's content if
 * it comes from there, or agrees with one that does, or if the firmware holds it
 * twice, in two independent places: code that writes to itself would have had to
 * do the same in both.
 *
 * A copy that differs from a better one is modified.  Differing from one as good
 * makes neither modified, but neither is to be trusted.
 *
 * A wrong checksum is no reason to reject a ROM: cards are sold whose flash has
 * one (SeaBIOS documents "etc/optionroms-checksum" for them), UEFI firmware does
 * not look at it, and QEMU's xen_pt corrects it while it puts the device's id
 * into the ROM.  But SeaBIOS by default refuses such a ROM, and a flash that was
 * read wrongly has one too, so it is never called pristine.  In a copy that
 * has been run it means that the code has written to itself, unless the flash
 * has the same.
 *
 * Nor is a ROM for another device of the same vendor rejected or pristine (see
 * vgapt_rom_examine()).
 *
 * Return: the verdict.
 */
enum vgapt_rom_status vgapt_rom_status_of(const struct vgapt_rom_facts *facts)
{
	unsigned int rank, kept;

	if (facts->rank == VGAPT_ROM_RANK_NONE ||
	    facts->rank >= VGAPT_ROM_NUM_RANKS)
		return VGAPT_ROM_ABSENT;
	if (facts->fault != VGAPT_ROM_GOOD &&
	    facts->fault != VGAPT_ROM_BAD_CHECKSUM)
		return VGAPT_ROM_INVALID;

	for (rank = facts->rank + 1; rank < VGAPT_ROM_NUM_RANKS; rank++)
		if (facts->differ[rank])
			return VGAPT_ROM_MODIFIED;
	if (facts->fault == VGAPT_ROM_BAD_CHECKSUM)
		return facts->rank == VGAPT_ROM_RANK_RUN &&
		       !facts->agree[VGAPT_ROM_RANK_FLASH] ?
		       VGAPT_ROM_MODIFIED : VGAPT_ROM_UNVERIFIED;

	if (!facts->ids_match || facts->differ[facts->rank])
		return VGAPT_ROM_UNVERIFIED;
	kept = facts->agree[VGAPT_ROM_RANK_KEPT];
	if (facts->rank == VGAPT_ROM_RANK_KEPT)
		kept++;
	if (facts->rank == VGAPT_ROM_RANK_FLASH ||
	    facts->agree[VGAPT_ROM_RANK_FLASH] || kept >= 2)
		return VGAPT_ROM_PRISTINE;
	return VGAPT_ROM_UNVERIFIED;
}

#define STATUS(symbol, token)	[VGAPT_ROM_##symbol] = token,
static const char * const vgapt_status_names[] = { VGAPT_STATUS_TOKENS(STATUS) };

#define ONE(symbol, token)	+ 1
static_assert(0 VGAPT_STATUS_TOKENS(ONE) == VGAPT_ROM_NUM_STATUS,
	      "each has a token");

/**
 * vgapt_rom_status_name - a verdict's token
 * @status: the verdict
 *
 * Return: one word.
 */
const char *vgapt_rom_status_name(enum vgapt_rom_status status)
{
	if ((unsigned int)status >= ARRAY_SIZE(vgapt_status_names))
		return "unknown";
	return vgapt_status_names[status];
}
