// SPDX-License-Identifier: GPL-2.0-only
/*
 * PCI functions: what sysfs, xenstore and the module tell of them.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "fs.h"
#include "msg.h"
#include "names.h"
#include "progress.h"
#include "pure/rom/mode.h"
#include "pure/state.h"
#include "pure/tokens.h"
#include "rom/read.h"
#include "rom/roms.h"
#include "sbdf.h"
#include "store.h"
#include "vgapt.h"
#include "words.h"

static unsigned int attr_hex(const struct sbdf *at, const char *attr)
{
	char buf[32];

	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/%s", at->text, attr) < 0)
		return 0;
	return strtoul(buf, NULL, 16);
}

static void read_vgapt(struct card *card)
{
	const char *at = card->at.text;
	unsigned char *data;
	char buf[32];
	size_t len;

	card->vgapt = file_exists(PCI_DEVICES "/%s/xen_vgapt", at);
	card->primary = NONE;
	card->owner = UNKNOWN;
	card->rom_size = UNKNOWN;
	if (!card->vgapt)
		return;

	progress_begin("waiting for what xen_vgapt knows of %s; once loaded, it reads the ROMs of "
		       "all cards first", at);
	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/primary", at) > 0)
		card->primary = buf[0] == '1' || tolower((unsigned char)buf[0]) == 'y';
	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/owner", at) > 0)
		card->owner = isdigit((unsigned char)buf[0]) ? atoi(buf) : NONE;
	file_read(card->state, sizeof(card->state), PCI_DEVICES "/%s/xen_vgapt/state", at);
	file_read(card->rom_source, sizeof(card->rom_source),
		  PCI_DEVICES "/%s/xen_vgapt/rom_source", at);
	file_read(card->rom_status, sizeof(card->rom_status),
		  PCI_DEVICES "/%s/xen_vgapt/rom_status", at);
	file_read(card->rom_sha256, sizeof(card->rom_sha256),
		  PCI_DEVICES "/%s/xen_vgapt/rom_sha256", at);
	file_read(card->rom_mode, sizeof(card->rom_mode),
		  PCI_DEVICES "/%s/xen_vgapt/rom_mode", at);
	file_read(card->rom_served, sizeof(card->rom_served),
		  PCI_DEVICES "/%s/xen_vgapt/rom_served", at);
	file_read(card->rom_flash, sizeof(card->rom_flash),
		  PCI_DEVICES "/%s/xen_vgapt/rom_flash", at);
	file_read(card->model, sizeof(card->model), PCI_DEVICES "/%s/xen_vgapt/model", at);
	if (!strcmp(card->rom_source, "none")) {
		card->rom_size = 0;
	} else {
		card->rom_error = rom_read(&card->at, &data, &len);
		if (!card->rom_error) {
			card->rom_size = len;
			free(data);
		}
	}
	progress_end();
}

/* The module knows whether a guest has the card, and not always which. */
static bool model_is_none(const struct card *card)
{
	return !strcmp(card->model, VGAPT_TOKEN_MODEL_NONE);
}

/* Which domain has it?  libxl before 4.15 leaves no note of that. */
static int read_domid(const struct card *card)
{
	int domid;

	if (!on_pciback(card))
		return NONE;
	domid = store_pci_domid(&card->at);
	return domid == NONE && !model_is_none(card) ? store_pci_backend(&card->at) : domid;
}

/* A device's folder lies in that of the bridge it is behind. */
static void read_bridges(struct card *card)
{
	char path[PATH_MAX], *part, *save;
	struct sbdf at;

	if (!link_target(path, sizeof(path), PCI_DEVICES "/%s", card->at.text))
		return;
	for (part = strtok_r(path, "/", &save); part;
	     part = strtok_r(NULL, "/", &save))
		if (strlen(part) == 12 && sbdf_parse(part, &at) &&
		    strcmp(at.text, card->at.text) &&
		    card->num_bridges < MAX_BRIDGES)
			card->bridges[card->num_bridges++] = at;
}

/**
 * card_read - gather what is to be known of a function
 * @at:   where it sits
 * @card: filled
 *
 * Return: false if there is no such function.
 */
bool card_read(const struct sbdf *at, struct card *card)
{
	char buf[PATH_MAX];

	memset(card, 0, sizeof(*card));
	card->at = *at;
	if (!file_exists(PCI_DEVICES "/%s", at->text))
		return false;
	card->class = attr_hex(at, "class");
	card->vendor = attr_hex(at, "vendor");
	card->device = attr_hex(at, "device");
	card->subvendor = attr_hex(at, "subsystem_vendor");
	card->subdevice = attr_hex(at, "subsystem_device");
	card->revision = attr_hex(at, "revision");
	card->boot_vga = attr_hex(at, "boot_vga") == 1;
	if (link_target(buf, sizeof(buf), PCI_DEVICES "/%s/driver", at->text))
		snprintf(card->driver, sizeof(card->driver), "%.63s",
			 strrchr(buf, '/') + 1);
	read_vgapt(card);
	read_bridges(card);
	card->domid = read_domid(card);
	name_device(card->name, sizeof(card->name), card->vendor, card->device);
	return true;
}

/* Audio and the like may be in its slot. */
bool card_is_display(const struct card *card)
{
	return card->class >> 16 == BASE_DISPLAY;
}

/**
 * display_is_at - is there a display adapter?
 * @at: where
 *
 * No more than its class is read.
 *
 * Return: true if so.
 */
bool display_is_at(const struct sbdf *at)
{
	return attr_hex(at, "class") >> 16 == BASE_DISPLAY;
}

/* All display adapters, in order of SBDF.  Returns how many; *@cards is freed. */
int cards_scan(struct card **cards)
{
	int i, found = 0, count;
	struct sbdf at;
	char **names;

	count = dir_list(&names, PCI_DEVICES);
	*cards = must(calloc(count + 1, sizeof(**cards)));
	for (i = 0; i < count; i++)
		if (sbdf_parse(names[i], &at) && display_is_at(&at) &&
		    card_read(&at, *cards + found))
			found++;
	dir_free(names, count);
	return found;
}

bool on_pciback(const struct card *card)
{
	return !strcmp(card->driver, "pciback");
}

const char *card_class(const struct card *card)
{
	switch (card->class >> 8) {
	case CLASS_VGA:
		return "VGA";
	case 0x0301:
		return "XGA";
	case 0x0302:
		return "3D";
	}
	return card_is_display(card) ? "display" : "other";
}

/* Does the module know nothing against it? */
bool card_is_well(const struct card *card)
{
	return !card->state[0] || word_value(&words_states, card->state) == VGAPT_STATE_NONE;
}

/* Has a guest the card, as far as can be told? */
bool card_is_with_guest(const struct card *card)
{
	return card->domid >= 0 || card->owner >= 0 || (card->model[0] && !model_is_none(card));
}

/* Its domid; NONE or UNKNOWN may be a guest's, too: see card_is_with_guest() */
int card_guest(const struct card *card)
{
	return card->owner >= 0 ? card->owner : card->domid;
}

/**
 * card_guest_text - the guest that has the card, for people
 * @card: the card, which one has
 * @buf:  "domain 5 (desktop)"
 * @len:  size of @buf
 *
 * Return: @buf.
 */
const char *card_guest_text(const struct card *card, char *buf, size_t len)
{
	int domid = card_guest(card);
	char name[256] = "?";

	if (domid < 0) {
		snprintf(buf, len, domid == UNKNOWN ? "some domain (xenstore is not reachable)" :
			 "a domain that xenstore does not name");
		return buf;
	}
	store_domain_name(domid, name, sizeof(name));
	snprintf(buf, len, "domain %d (%s)", domid, name);
	return buf;
}

/* Has the last guest left something else in its flash? */
bool card_flash_changed(const struct card *card)
{
	return word_value(&words_rom_flash, card->rom_flash) == VGAPT_ROM_FLASH_CHANGED;
}

const char *card_state(const struct card *card)
{
	if (word_value(&words_states, card->state) == VGAPT_STATE_DEAD)
		return card->state;
	if (card->owner >= 0)
		return "primary";
	if (card_is_with_guest(card))
		return "assigned";
	if (on_pciback(card))
		return "assignable";
	return card->driver[0] ? "dom0" : "free";
}

bool module_loaded(void)
{
	return file_exists(MODULE) || file_exists("/dev/xen_vgapt");
}
