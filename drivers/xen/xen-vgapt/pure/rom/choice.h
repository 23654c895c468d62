/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of several copies of an option ROM is offered.
 */
#ifndef XEN_VGAPT_PURE_ROM_CHOICE_H
#define XEN_VGAPT_PURE_ROM_CHOICE_H

#include "pure/rom/verdict.h"

/**
 * struct vgapt_rom_offer - what one source has given
 * @there:    it has given something
 * @explicit: and the administrator wants that
 * @flash:    it is what the flash holds
 * @bios:     it has an image for a BIOS, or an AMD driver's tables, which lie in one
 * @fault:    what is wrong with it
 */
struct vgapt_rom_offer {
	bool there;
	bool explicit;
	bool flash;
	bool bios;
	enum vgapt_rom_fault fault;
};

bool vgapt_rom_usable(enum vgapt_rom_fault fault);
bool vgapt_rom_suffices(enum vgapt_rom_rank rank, bool explicit,
			enum vgapt_rom_fault fault);
int vgapt_rom_choose(const struct vgapt_rom_offer *offers, u32 count);

#endif /* XEN_VGAPT_PURE_ROM_CHOICE_H */
