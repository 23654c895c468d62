/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a copy of an option ROM is worth.
 */
#ifndef XEN_VGAPT_PURE_ROM_VERDICT_H
#define XEN_VGAPT_PURE_ROM_VERDICT_H

#include "pure/rom/image.h"

/**
 * enum vgapt_rom_rank - how far a source of a ROM is from the card's flash
 * @VGAPT_ROM_RANK_NONE:  there is no copy
 * @VGAPT_ROM_RANK_RUN:   memory the ROM has been run in (shadow at C0000h,
 *                        PRAMIN, VRAM): it may have written to itself
 * @VGAPT_ROM_RANK_KEPT:  a copy the firmware keeps (of UEFI's PCI driver, the
 *                        platform's, VFCT, ATRM, _ROM): taken before or by POST,
 *                        it may have been changed
 * @VGAPT_ROM_RANK_FLASH: the flash (ROM BAR, PROM, ROM registers of the SMC):
 *                        POST does not write to it
 * @VGAPT_ROM_NUM_RANKS:  number of ranks
 */
enum vgapt_rom_rank {
	VGAPT_ROM_RANK_NONE = 0,
	VGAPT_ROM_RANK_RUN,
	VGAPT_ROM_RANK_KEPT,
	VGAPT_ROM_RANK_FLASH,
	VGAPT_ROM_NUM_RANKS
};

/**
 * enum vgapt_rom_status - what a copy of a ROM is worth
 * @VGAPT_ROM_ABSENT:     there is none
 * @VGAPT_ROM_INVALID:    it is no ROM, or not this card's
 * @VGAPT_ROM_UNVERIFIED: a ROM of this card, as far as can be told, but nothing
 *                        shows that it is as in the flash
 * @VGAPT_ROM_MODIFIED:   it is not as in the flash
 * @VGAPT_ROM_PRISTINE:   it is as in the flash
 * @VGAPT_ROM_NUM_STATUS: number of verdicts
 */
enum vgapt_rom_status {
	VGAPT_ROM_ABSENT = 0,
	VGAPT_ROM_INVALID,
	VGAPT_ROM_UNVERIFIED,
	VGAPT_ROM_MODIFIED,
	VGAPT_ROM_PRISTINE,
	VGAPT_ROM_NUM_STATUS
};

/**
 * struct vgapt_rom_facts - what is known of the copy that was chosen
 * @rank:      rank of its source
 * @fault:     what vgapt_rom_examine() has found wrong with it
 * @ids_match: it has VGAPT_ROM_IDS_MATCH
 * @agree:     by rank, the number of other sources whose ROM is the same, byte
 *             for byte
 * @differ:    by rank, the number of other sources whose ROM is another one
 *
 * Sources that gave no ROM, or one with a fault worse than its checksum, are not
 * counted.  Those counted are independent of each other and of the chosen one:
 * two ways to the same memory are one source.
 */
struct vgapt_rom_facts {
	enum vgapt_rom_rank rank;
	enum vgapt_rom_fault fault;
	bool ids_match;
	u8 agree[VGAPT_ROM_NUM_RANKS];
	u8 differ[VGAPT_ROM_NUM_RANKS];
};

enum vgapt_rom_status vgapt_rom_status_of(const struct vgapt_rom_facts *facts);
const char *vgapt_rom_status_name(enum vgapt_rom_status status);

#endif /* XEN_VGAPT_PURE_ROM_VERDICT_H */
