// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of ROMs' sources, and of ROMs.  There is no other list of these in the
 * command.
 */
#include <stdio.h>
#include <string.h>

#include "card.h"
#include "rom/roms.h"

/* In the module's order of preference */
static const struct rom_source list[] = {
	{ VGAPT_ROM_USER, "user", "given by the administrator" },
	{ VGAPT_ROM_ROMBAR, "rombar", "the flash behind the ROM BAR" },
	{ VGAPT_ROM_EFI, "efi", "what UEFI had in its own flash, kept by Xen" },
	{ VGAPT_ROM_PLATFORM, "platform", "what the boot loader handed to Linux" },
	{ VGAPT_ROM_VFCT, "vfct", "AMD: the ACPI table VFCT" },
	{ VGAPT_ROM_ATRM, "atrm", "AMD: the ACPI method ATRM" },
	{ VGAPT_ROM_ACPI_ROM, "acpi_rom", "the ACPI method _ROM" },
	{ VGAPT_ROM_PROM, "prom", "NVIDIA: the flash, through BAR0" },
	{ VGAPT_ROM_SMC, "smc", "AMD: the flash, through its ROM registers" },
	{ VGAPT_ROM_PRAMIN, "pramin", "NVIDIA: the copy in VRAM" },
	{ VGAPT_ROM_VRAM, "vram", "AMD: an APU's copy in its memory" },
	{ VGAPT_ROM_SHADOW, "shadow", "the firmware's copy at C0000h" },
};

_Static_assert(sizeof(list) / sizeof(list[0]) == NUM_ROM_SOURCES,
	       "every source of <xen/xen_vgapt.h> has a name here");

const struct rom_source * const rom_sources = list;

/**
 * rom_source_named - find a source
 * @name: its name
 *
 * Return: the source, or NULL if there is none of that name.
 */
const struct rom_source *rom_source_named(const char *name)
{
	size_t i;

	for (i = 0; i < NUM_ROM_SOURCES; i++)
		if (!strcmp(list[i].name, name))
			return &list[i];
	return NULL;
}

/**
 * rom_firmware_name - the firmware file that the module asks for
 * @card: the card
 * @buf:  its name, from /lib/firmware on
 * @len:  size of @buf
 */
void rom_firmware_name(const struct card *card, char *buf, size_t len)
{
	snprintf(buf, len, "xen-vgapt/%04x-%04x-%04x-%04x.rom", card->vendor,
		 card->device, card->subvendor, card->subdevice);
}

/**
 * rom_shelf_name - under which name a card's ROM is on the shelf
 * @card:  the card
 * @given: the administrator's image, not a capture
 * @buf:   the name, without .rom
 * @len:   size of @buf
 *
 * Two cards of one model have two names, and another model in the same place has
 * another: no card gets what was meant for a different one.  Ids are hexadecimal,
 * so no capture's name begins with "given".
 */
void rom_shelf_name(const struct card *card, bool given, char *buf, size_t len)
{
	snprintf(buf, len, "%s%04x-%04x-%04x-%04x-%s", given ? GIVEN : "", card->vendor,
		 card->device, card->subvendor, card->subdevice, card->at.text);
}

/**
 * rom_machine - for which machine a driver for UEFI is
 * @type: as PE/COFF has it (UEFI Specification 2.x, 2.1.1)
 *
 * Return: its name.
 */
const char *rom_machine(unsigned int type)
{
	switch (type) {
	case 0x014c:
		return "IA32";
	case 0x0200:
		return "Itanium";
	case 0x0ebc:
		return "EFI byte code";
	case 0x01c2:
		return "ARM";
	case 0x5032:
		return "RISC-V 32";
	case 0x5064:
		return "RISC-V 64";
	case 0x6232:
		return "LoongArch 32";
	case 0x6264:
		return "LoongArch 64";
	case 0x8664:
		return "x64";
	case 0xaa64:
		return "ARM64";
	}
	return "unknown machine";
}
