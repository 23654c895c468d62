/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI functions, cards above all.
 */
#ifndef VGAPT_CARD_H
#define VGAPT_CARD_H

#include <stdbool.h>
#include <stddef.h>

#include "rom/read.h"
#include "sbdf.h"

#define MAX_BRIDGES	16

/* Base class and sub-class of a VGA compatible display adapter */
#define CLASS_VGA	0x0300
#define BASE_DISPLAY	0x03

#define VENDOR_AMD	0x1002
#define VENDOR_INTEL	0x8086

/**
 * struct card - a PCI function
 * @at:          where it sits
 * @class:       class code, 24 bits
 * @vendor:      PCI vendor id; the other ids likewise
 * @boot_vga:    firmware's boot display
 * @driver:      driver bound to it, or ""
 * @vgapt:       it has xen_vgapt's folder
 * @primary:     0, 1, NONE if it has no such attribute
 * @owner:       domid, NONE, or UNKNOWN without the attribute
 * @state:       what the module knows against it, "" without the attribute
 * @rom_source:  "" without the attribute
 * @rom_status:  what it is worth, or "" without the attribute
 * @rom_mode:    what its guests are to get for the ROM, "" without the attribute
 * @model:       who serves it to its guest; a token, or empty
 * @rom_served:  what its guest gets, or the next one; likewise
 * @rom_flash:   what its flash holds, compared with before the last guest; likewise
 * @rom_size:    bytes, or UNKNOWN where they could not be read
 * @rom_error:   -errno of reading them, or 0
 * @domid:       domain that has it, NONE, or UNKNOWN without xenstore
 * @bridges:     those upstream of it, outermost first
 * @num_bridges: how many they are
 * @name:        vendor's and device's name
 */
struct card {
	struct sbdf at;
	unsigned int class, vendor, device, subvendor, subdevice, revision;
	bool boot_vga;
	char driver[64];
	bool vgapt;
	int primary;
	int owner;
	char state[16];
	char rom_source[16];
	char rom_status[16];
	char rom_sha256[SHA256_HEX + 1];
	char rom_mode[16];
	char model[16];
	char rom_served[16];
	char rom_flash[16];
	long rom_size;
	int rom_error;
	int domid;
	struct sbdf bridges[MAX_BRIDGES];
	int num_bridges;
	char name[160];
};

bool card_read(const struct sbdf *at, struct card *card);
bool card_is_display(const struct card *card);
bool display_is_at(const struct sbdf *at);
int cards_scan(struct card **cards);
bool on_pciback(const struct card *card);
bool card_is_well(const struct card *card);
bool card_is_with_guest(const struct card *card);
int card_guest(const struct card *card);
const char *card_guest_text(const struct card *card, char *buf, size_t len);
bool card_flash_changed(const struct card *card);
const char *card_class(const struct card *card);
const char *card_state(const struct card *card);
bool module_loaded(void);

#endif /* VGAPT_CARD_H */
