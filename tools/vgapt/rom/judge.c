// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a ROM something that a guest's firmware can run?  What is in it, the module's
 * own parser finds out.
 */
#include <stdarg.h>
#include <stdio.h>

#include "card.h"
#include "pure/rom/adapt.h"
#include "pure/rom/assemble.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/roms.h"
#include "vgapt.h"
#include "words.h"

static void add(struct finding *finding, enum status status, const char *action,
		const char *fmt, ...) __attribute__((format(printf, 4, 5)));

static void add(struct finding *finding, enum status status, const char *action,
		const char *fmt, ...)
{
	va_list ap;

	finding->status = status;
	finding->action = action;
	finding->mendable = false;
	va_start(ap, fmt);
	vsnprintf(finding->text, sizeof(finding->text), fmt, ap);
	va_end(ap);
}

static const char *what_to_do(enum vgapt_rom_fault fault)
{
	switch (fault) {
	case VGAPT_ROM_WRONG_IDS:
		return "get the image of this very card: from its maker, or from the "
		       "same card in another machine ('vgapt rom save')";
	case VGAPT_ROM_TOO_LONG:
		return "it was cut off: switch the machine off and on and read it again, "
		       "or fetch the whole file again";
	default:
		return "switch the machine off and on and read it again; then compare with "
		       "a ROM from the card's maker";
	}
}

/**
 * rom_ids - the ids that a card's ROM should have
 * @card: the card
 * @ids:  they
 */
void rom_ids(const struct card *card, struct vgapt_rom_ids *ids)
{
	ids->vendor = card->vendor;
	ids->device = card->device;
	ids->subvendor = card->subvendor;
	ids->subdevice = card->subdevice;
	ids->class = card->class;
}

static const struct vgapt_rom_image *first_x86(const struct vgapt_rom_report *report)
{
	unsigned int i;

	for (i = 0; i + 1 < report->num_images; i++)
		if (report->images[i].checksum != VGAPT_ROM_SUM_NONE)
			break;
	return &report->images[i];
}

/* Tables without code, and no other image for a BIOS: none runs it, whoever's it is. */
static bool only_tables(const struct vgapt_rom_report *report)
{
	unsigned int i, x86 = 0;

	for (i = 0; i < report->num_images; i++)
		x86 += report->images[i].checksum != VGAPT_ROM_SUM_NONE;
	return report->flags & VGAPT_ROM_NO_CODE && x86 == 1;
}

/* SeaBIOS goes by the ids of x86 images (optionroms.c); QEMU's xen_pt mends Intel's. */
static int judge_sister(struct finding *finding, const struct card *card,
			const struct vgapt_rom_report *report)
{
	bool intel = card->vendor == VENDOR_INTEL;
	const char *action = intel ? "nothing, where QEMU's xen_pt hands it to the guest; else "
				     "'vgapt rom load SBDF FILE --adapt' writes its id into it" :
				     "'vgapt rom load SBDF FILE --adapt' writes the card's id "
				     "into it; or get the image of this very card";
	enum status status = intel ? WARN : FAIL;

	if (report->flags & VGAPT_ROM_IDS_LISTED)
		add(finding, status, action, "it names device %04x only in a list, which "
		    "SeaBIOS ignores: it runs it for %04x alone", card->device,
		    first_x86(report)->device);
	else
		add(finding, status, action, "it is for device %04x, and SeaBIOS runs it on "
		    "no other; the card is %04x", first_x86(report)->device, card->device);
	finding->mendable = true;
	return 1;
}

/**
 * rom_judge - what there is to say of a ROM
 * @data:     the ROM
 * @len:      bytes of it; no more than a u32 holds
 * @card:     the card it is for, or NULL
 * @report:   filled: what is in it
 * @findings: filled: MAX_FINDINGS; the worst is the first
 *
 * Return: number of findings, at least 1.
 */
int rom_judge(const unsigned char *data, size_t len, const struct card *card,
	      struct vgapt_rom_report *report, struct finding *findings)
{
	struct vgapt_rom_ids ids;
	int count = 0;

	if (card)
		rom_ids(card, &ids);
	vgapt_rom_examine(data, len, card ? &ids : NULL, report);
	if (vgapt_rom_bare_efi(data, len)) {
		add(&findings[count++], FAIL, "give the image from a card's ROM or its maker, "
		    "which begins with 55AAh; EDK2's EfiRom puts such a header before a "
		    "driver", "it is a driver for UEFI by itself (PE/COFF, 'MZ'), without the "
		    "header of an option ROM");
		return count;
	}
	if (!vgapt_rom_usable(report->fault)) {
		add(&findings[count++], FAIL, what_to_do(report->fault), "%s (at %#x)",
		    word_meaning(&words_faults, report->fault), report->fault_offset);
		return count;
	}
	if (report->container) {
		add(&findings[count], FAIL, "remove it: vgapt rom strip FILE -o OUT",
		    "a vendor's container of %u bytes comes before it, where firmware looks "
		    "for the signature 55AAh", report->container);
		findings[count++].mendable = true;
	}
	if (!(report->flags & VGAPT_ROM_HAS_X86)) {
		add(&findings[count++], FAIL, "use UEFI firmware in the guest and pass the "
		    "card as a secondary display; legacy VGA is of no use to it",
		    report->flags & VGAPT_ROM_HAS_EFI ?
		    "it has no legacy (x86) image, only others (EFI)" :
		    "it has no legacy (x86) image, and none for UEFI either");
		return count;
	}
	if (report->flags & VGAPT_ROM_NO_CODE)
		add(&findings[count++], FAIL, "use UEFI firmware in the guest, and the GOP "
		    "image of the machine's firmware; the card's driver finds its tables here",
		    "its x86 image has no code, only tables for AMD's driver: no BIOS can "
		    "run it");
	if (card && vgapt_rom_for_sister(report) && !only_tables(report))
		count += judge_sister(&findings[count], card, report);
	if (report->fault == VGAPT_ROM_BAD_CHECKSUM)
		add(&findings[count++], WARN, "switch the machine off and on and read it "
		    "again, or get another copy; if the card was sold like that, give it one "
		    "that is mended: vgapt rom save SBDF -o FILE, then vgapt rom load SBDF "
		    "FILE --adapt",
		    "its checksum is wrong (image at %#x): SeaBIOS refuses such a ROM by "
		    "default", report->fault_offset);
	if (!count)
		add(&findings[count++], OK, NULL, "a guest's firmware can run it");
	return count;
}
