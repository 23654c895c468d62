/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which ROM a guest is to get, and which it gets.
 */
#ifndef XEN_VGAPT_PURE_ROM_MODE_H
#define XEN_VGAPT_PURE_ROM_MODE_H

#include "pure/pure.h"

/**
 * enum vgapt_rom_mode - what a guest is to get for its ROM
 * @VGAPT_ROM_MODE_COPY:  the copy that was chosen, in memory
 * @VGAPT_ROM_MODE_FLASH: the card's flash, by its ROM BAR
 * @VGAPT_ROM_MODE_NONE:  nothing: no ROM BAR
 * @VGAPT_ROM_NUM_MODES:  how many there are
 */
enum vgapt_rom_mode {
	VGAPT_ROM_MODE_COPY,
	VGAPT_ROM_MODE_FLASH,
	VGAPT_ROM_MODE_NONE,
	VGAPT_ROM_NUM_MODES
};

/**
 * enum vgapt_rom_served - what a guest gets
 * @VGAPT_ROM_SERVED_NONE:   nothing
 * @VGAPT_ROM_SERVED_COPY:   the copy that was chosen
 * @VGAPT_ROM_SERVED_FLASH:  the flash
 * @VGAPT_ROM_SERVED_SHADOW: what POST has left at C0000h, as on stock Linux
 * @VGAPT_ROM_NUM_SERVED:    how many there are
 */
enum vgapt_rom_served {
	VGAPT_ROM_SERVED_NONE,
	VGAPT_ROM_SERVED_COPY,
	VGAPT_ROM_SERVED_FLASH,
	VGAPT_ROM_SERVED_SHADOW,
	VGAPT_ROM_NUM_SERVED
};

/**
 * enum vgapt_rom_flash - what the flash holds, compared with before a guest had it
 * @VGAPT_ROM_FLASH_UNKNOWN: it has not been read before and after
 * @VGAPT_ROM_FLASH_SAME:    the same
 * @VGAPT_ROM_FLASH_CHANGED: something else
 * @VGAPT_ROM_NUM_FLASH:     how many there are
 */
enum vgapt_rom_flash {
	VGAPT_ROM_FLASH_UNKNOWN,
	VGAPT_ROM_FLASH_SAME,
	VGAPT_ROM_FLASH_CHANGED,
	VGAPT_ROM_NUM_FLASH
};

/**
 * struct vgapt_rom_facts_for - what decides what a guest gets
 * @mode:   what the administrator wants
 * @usable: there is a copy, and a guest's firmware could make something of it
 * @known:  Xen's control interface is known: it can be told when a guest has gone
 * @worn:   the copy is what POST has left, and the card has a flash of its own
 * @shadow: it is for a guest whose paging is not the processor's own
 */
struct vgapt_rom_facts_for {
	enum vgapt_rom_mode mode;
	bool usable;
	bool known;
	bool worn;
	bool shadow;
};

enum vgapt_rom_mode vgapt_rom_mode_for(const struct vgapt_rom_facts_for *facts);
int vgapt_rom_mode_parse(const char *text, size_t len, enum vgapt_rom_mode *mode);
const char *vgapt_rom_mode_name(enum vgapt_rom_mode mode);
const char *vgapt_rom_served_name(enum vgapt_rom_served served);
const char *vgapt_rom_flash_name(enum vgapt_rom_flash flash);

#endif /* XEN_VGAPT_PURE_ROM_MODE_H */
