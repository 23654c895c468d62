// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt acpi-tables: a file for xl.cfg's acpi_firmware=, by which AMD's driver finds
 * an APU's VBIOS in the guest, as it does on the machine: in the ACPI table VFCT.
 */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "out.h"
#include "pure/rom/report.h"
#include "pure/rom/vfct_make.h"
#include "rom/roms.h"
#include "store.h"
#include "words.h"

#define SAY_SLOT	"choose a slot, add vslot=SLOT to the card's entry in pci= of the " \
			"guest's file, and give --slot SLOT"

/**
 * struct place - where the guest sees the card; always on its bus 0
 * @dev:   device number; xl's word for it is vslot
 * @fn:    function number
 * @domid: of the guest that sees it there, or NONE if the user says so
 */
struct place {
	unsigned int dev, fn;
	int domid;
};

/* DEV or DEV.FN, hexadecimal as xl reads it */
static bool parse_slot(const char *text, struct place *place)
{
	unsigned long dev, fn = 0;
	char *end;

	/* strtoul() would take blanks and signs, too. */
	if (!isxdigit((unsigned char)*text))
		return false;
	dev = strtoul(text, &end, 16);
	if (*end == '.' && isxdigit((unsigned char)end[1]))
		fn = strtoul(end + 1, &end, 16);
	place->dev = dev;
	place->fn = fn;
	return !*end && dev <= 0x1f && fn <= 7;
}

/* --slot, which has to be a place where xl can put the card. */
static int take_slot(const struct command *cmd, const char *text, const struct card *card,
		     struct place *place)
{
	if (!parse_slot(text, place))
		return usage(cmd, "'%s' is no slot: write it as vslot= in the guest's file, 1 to "
			     "1f", text);
	if (!place->dev)
		return usage(cmd, "in slot 0 is the guest's host bridge");
	/* libxl, device_pci_add_stubdom_done() */
	if (place->fn && place->fn != card->at.fn)
		return usage(cmd, "xl cannot make %s function %u: one alone becomes function 0, "
			     "and all of a slot keep theirs", card->at.text, place->fn);
	return 0;
}

/* Where the guest that runs sees it. */
static int find_place(const struct card *card, struct place *place)
{
	int at;

	if (card->domid == UNKNOWN)
		return fail(SAY_SLOT, "cannot tell where a guest sees %s: xenstore is not "
			    "reachable", card->at.text);
	if (card->domid < 0 && card_is_with_guest(card))
		return fail(SAY_SLOT, "cannot tell where a guest sees %s: xenstore does not name "
			    "the guest", card->at.text);
	if (card->domid < 0)
		return fail(SAY_SLOT, "no guest has %s, so QEMU has not chosen a slot for it",
			    card->at.text);
	at = store_pci_place(&card->at, card->domid);
	if (at < 0)
		return fail(SAY_SLOT, "xenstore does not tell where domain %d sees %s",
			    card->domid, card->at.text);
	place->dev = at >> 3;
	place->fn = at & 7;
	place->domid = card->domid;
	return 0;
}

/* The VBIOS, as a part of the ROM.  Returns 0, or the exit status after a message. */
static int pick(const struct card *card, const unsigned char *rom, size_t len,
		struct vgapt_vfct_image *image)
{
	struct vgapt_rom_report report;
	struct vgapt_rom_ids ids;
	char todo[128];
	int ret;

	rom_ids(card, &ids);
	ret = vgapt_vfct_pick(rom, len, &ids, &report, image);
	switch (-ret) {
	case 0:
		break;
	case ENODATA:
		return fail("see 'vgapt rom show'; give it one with 'vgapt rom load'",
			    "the ROM of %s has no x86 image, and AMD's drivers want that one's "
			    "tables", card->at.text);
	case ENOENT:
		return fail("see 'vgapt rom show'; give it one with 'vgapt rom load'",
			    "the x86 image in the ROM of %s has no tables for AMD's drivers (ATOM)",
			    card->at.text);
	default:
		snprintf(todo, sizeof(todo), "'vgapt rom show %s' says what is wrong with it; give "
			 "it another one with 'vgapt rom load'", card->at.text);
		return fail(ret == -EBADMSG ? todo : hint_for_rom(-ret, card),
			    "the ROM of %s is not good: %s", card->at.text,
			    word_meaning(&words_faults, report.fault));
	}
	if (report.flags & VGAPT_ROM_OTHER_DEVICE)
		note("the VBIOS is for device %04x, and the card is %04x",
		     report.images[0].device, card->device);
	if (report.fault == VGAPT_ROM_BAD_CHECKSUM)
		note("the VBIOS' checksum is wrong");
	return 0;
}

static int write_table(const char *file, const struct card *card, const struct place *place,
		       const unsigned char *image, unsigned int length, unsigned int *size)
{
	const struct vgapt_sbdf at = { .devfn = place->dev << 3 | place->fn };
	struct vgapt_rom_ids ids;
	unsigned char *table;
	int ret;

	rom_ids(card, &ids);
	*size = vgapt_vfct_size(length);
	table = must(malloc(*size));
	ret = vgapt_vfct_make(&ids, &at, image, length, table, *size);
	if (ret)
		ret = fail(NULL, "cannot make a table of %u bytes: %s", length, strerror(-ret));
	else
		ret = output(file, table, *size);
	free(table);
	return ret;
}

static void tell(const char *file, const struct card *card, const struct place *place,
		 unsigned int length, unsigned int size, bool json)
{
	char entry[SBDF_LEN + 16], guest[16], path[PATH_MAX];
	struct json_object *obj;

	/* xl may be run in another folder. */
	if (!realpath(file, path))
		snprintf(path, sizeof(path), "%s", file);
	snprintf(guest, sizeof(guest), "00:%02x.%x", place->dev, place->fn);
	/* Another function than 0 is one of all of its slot. */
	if (place->fn)
		snprintf(entry, sizeof(entry), "%04x:%02x:%02x.*,vslot=%x", card->at.seg & 0xffff,
			 card->at.bus & 0xff, card->at.dev & 0x1f, place->dev);
	else
		snprintf(entry, sizeof(entry), "%s,vslot=%x", card->at.text, place->dev);
	if (!json) {
		printf("%s is for a guest that sees %s at %s:\n"
		       "a VFCT of %u bytes, with the VBIOS of %u bytes for %04x:%04x.\n\n"
		       "The guest's file needs both of these; what else is in pci stays:\n"
		       "acpi_firmware = \"%s\"\n"
		       "pci = [ \"%s\" ]\n", file, card->at.text, guest, size, length,
		       card->vendor, card->device, path, entry);
		return;
	}
	obj = json_object_new_object();
	json_add_string(obj, "file", file);
	json_add_string(obj, "sbdf", card->at.text);
	json_add_string(obj, "guest_sbdf", guest);
	json_add_domain(obj, "domain", place->domid);
	json_add_hex(obj, "vendor_id", card->vendor, 4);
	json_add_hex(obj, "device_id", card->device, 4);
	json_add_number(obj, "size", size);
	json_add_number(obj, "vbios_size", length);
	json_add_string(obj, "acpi_firmware", path);
	json_add_string(obj, "pci", entry);
	json_print(obj);
}

static int make(const char *file, const struct card *card, const struct place *place, bool json)
{
	struct vgapt_vfct_image image;
	unsigned char *rom;
	unsigned int size;
	size_t len;
	int ret;

	ret = rom_fetch(card, &rom, &len);
	if (ret)
		return ret;
	ret = pick(card, rom, len, &image);
	if (!ret)
		ret = write_table(file, card, place, rom + image.offset, image.length, &size);
	if (!ret)
		tell(file, card, place, image.length, size, json);
	free(rom);
	return ret;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	const char *file = NULL, *slot = NULL;
	bool json = false;
	const struct flag flags[] = {
		{ 'o', "output", NULL, &file },
		{ 's', "slot", NULL, &slot },
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct place place = { .domid = NONE };
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (file && !strcmp(file, "-"))
		return usage(cmd, "xl reads a file: give -o FILE");
	status = output_check(cmd, file);
	if (!status)
		status = take_card(cmd, argc, argv, &card);
	if (status != GO_ON)
		return status;
	if (card.vendor != VENDOR_AMD)
		return fail("it needs no such file: only AMD's drivers look for a VBIOS in ACPI",
			    "%s (%s) is not AMD's", card.at.text, card.name);
	status = slot ? take_slot(cmd, slot, &card, &place) : find_place(&card, &place);
	return status ? status : make(file, &card, &place, json);
}

const struct command cmd_acpi_tables = {
	.name = "acpi-tables",
	.args = "SBDF -o FILE [--slot SLOT] [--json]",
	.what = "Make an APU's VBIOS known to a guest",
	.help = "FILE is for acpi_firmware= in the guest's file.  AMD's driver in the guest looks\n"
		"there for the VBIOS of a card that has no ROM of its own (the ACPI table VFCT).\n\n"
		"  -o, --output FILE\n"
		"                 where to\n"
		"  -s, --slot SLOT\n"
		"                 where the guest will see the card: as vslot= in its file,\n"
		"                 hexadecimal; without it, where the guest that has it sees it now\n"
		"  -j, --json     print JSON\n",
	.run = run,
};
