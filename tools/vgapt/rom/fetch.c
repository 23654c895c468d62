// SPDX-License-Identifier: GPL-2.0-only
/*
 * ROMs from wherever the user wants them: a card, a file, a source.  All return 0,
 * or the exit status after a message.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "dev.h"
#include "hint.h"
#include "msg.h"
#include "progress.h"
#include "rom/read.h"
#include "rom/roms.h"

/**
 * rom_fetch - the module's copy of a card's ROM
 * @card: the card
 * @data: the copy, to be freed
 * @len:  bytes of it
 *
 * It is compared with the SHA-256 that the module took.
 *
 * Return: 0, or the exit status after a message.
 */
int rom_fetch(const struct card *card, unsigned char **data, size_t *len)
{
	char hex[SHA256_HEX + 1];
	int ret;

	if (!card->vgapt)
		return fail(hint_for_file(card),
			    "there is no copy of %s's ROM", card->at.text);
	progress_begin("reading the ROM of %s", card->at.text);
	ret = rom_read(&card->at, data, len);
	progress_end();
	if (ret == -ENODATA)
		return fail("load xen_vgapt from the initramfs, before any driver takes "
			    "the card; 'vgapt rom sources' says where it looked",
			    "no ROM was found for %s", card->at.text);
	if (ret)
		return fail(hint_for_rom(-ret, card), "cannot read the ROM of %s: %s",
			    card->at.text, strerror(-ret));
	rom_sha256(*data, *len, hex);
	if (!strcmp(hex, card->rom_sha256))
		return 0;
	free(*data);
	return fail("try again; if that does not help, reload xen_vgapt",
		    "what was read of %s's ROM is not what the module "
		    "captured:\nvgapt: %s was read, %s expected", card->at.text,
		    hex, card->rom_sha256[0] ? card->rom_sha256 : "nothing");
}

/**
 * rom_fetch_file - a file
 * @file: its name
 * @data: what is in it, to be freed
 * @len:  bytes of it
 *
 * Return: 0, or the exit status after a message.
 */
int rom_fetch_file(const char *file, unsigned char **data, size_t *len)
{
	int ret = rom_read_file(file, data, len);

	switch (-ret) {
	case 0:
		return 0;
	case ENODATA:
		return fail("fetch or save it again", "%s is empty", file);
	case EFBIG:
		return fail("give the ROM alone", "%s is larger than 16 MiB, and no ROM "
			    "is", file);
	case ENOENT:
		return fail("give a file, or an SBDF as 'vgapt list' shows it",
			    "there is no file %s", file);
	case EACCES:
		return fail("run it as root", "cannot read %s: %s", file, strerror(-ret));
	}
	return fail("give a file that can be read", "cannot read %s: %s", file,
		    strerror(-ret));
}

/**
 * rom_fetch_source - what one source of a card's ROM gave
 * @card:   the card
 * @source: the source
 * @data:   the copy, to be freed
 * @len:    bytes of it
 *
 * Return: 0, or the exit status after a message.
 */
int rom_fetch_source(const struct card *card, const struct rom_source *source,
		     unsigned char **data, size_t *len)
{
	int ret;

	progress_begin("asking for what %s gave for %s", source->name, card->at.text);
	ret = dev_rom_open(&card->at, source->id);
	if (ret >= 0)
		ret = rom_read_fd(ret, data, len);
	progress_end();
	if (ret == -ENODATA)
		return fail("'vgapt rom sources' says what each gave and why",
			    "%s gave no ROM for %s", source->name, card->at.text);
	if (ret)
		return fail(hint_for_rom(-ret, card), "cannot read what %s gave for %s: %s",
			    source->name, card->at.text, strerror(-ret));
	return 0;
}
