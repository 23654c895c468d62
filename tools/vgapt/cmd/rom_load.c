// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom load: an image of the administrator's becomes a card's ROM.  The card
 * itself is not written to.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "dev.h"
#include "out.h"
#include "rom/roms.h"

/**
 * hint_for_rom - what to do about an errno of the calls about ROMs
 * @err:  errno
 * @card: the card
 *
 * Return: a text that lasts until the next call, or NULL.
 */
const char *hint_for_rom(int err, const struct card *card)
{
	switch (err) {
	case ENOTTY:
	case EINVAL:
		return "the loaded xen_vgapt is older than this command: load the one that "
		       "came with it";
	case ENODEV:
		return "xen_vgapt does not know this card: was it unplugged? See "
		       "'vgapt list'";
	case EBADMSG:
		return "'vgapt rom verify' says what is wrong with it; get another copy";
	case EXDEV:
		return "get the image of this very card: from its maker, or from the same "
		       "card in another machine ('vgapt rom save')";
	case EFBIG:
		return "give the ROM alone: 'vgapt rom strip' drops what is not of it";
	case ENOMEM:
		return "dom0 is short of memory: give it more, and try again";
	}
	return hint_for(err, &card->at);
}

/**
 * rom_give - make an image a card's ROM
 * @card: the card
 * @what: the image's name, for messages; NULL if it is taken back
 * @data: the image
 * @len:  bytes of it; 0 takes an earlier one back
 *
 * Return: the exit status, after a message if it is not 0.
 */
int rom_give(const struct card *card, const char *what, const unsigned char *data,
	     size_t len)
{
	struct vgapt_rom_report report;
	struct finding findings[MAX_FINDINGS];
	const char *why;
	int fd, ret;

	if (len > ROM_LOAD_MAX)
		return fail(hint_for_rom(EFBIG, card),
			    "%s has %zu bytes, and xen_vgapt takes 4 MiB at most", what, len);
	progress_begin("handing %s's ROM to xen_vgapt", card->at.text);
	fd = dev_rom_load(&card->at);
	ret = fd < 0 ? fd : write_all(fd, data, len);
	if (!ret)
		ret = dev_rom_commit(fd);
	if (fd >= 0)
		close(fd);
	progress_end();
	if (!ret)
		return EXIT_SUCCESS;
	if (!what || (ret != -EBADMSG && ret != -EXDEV))
		return fail(hint_for_rom(-ret, card), "cannot %s %s's ROM: %s",
			    what ? "load" : "clear", card->at.text, strerror(-ret));

	rom_judge(data, len, card, &report, findings);
	if (findings[0].status == FAIL)
		why = findings[0].text;
	else
		why = ret == -EXDEV ? "it is for a card of another vendor" :
				      "it is no ROM";
	return fail(hint_for_rom(-ret, card), "xen_vgapt refuses %s for %s: %s",
		    what, card->at.text, why);
}

static int load(const struct card *card, const char *file)
{
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	unsigned char *data;
	int i, count, ret;
	char name[64];
	size_t len;

	ret = rom_fetch_file(file, &data, &len);
	if (ret)
		return ret;
	count = rom_judge(data, len, card, &report, findings);
	if (vgapt_rom_usable(report.fault) && report.container)
		ret = fail(findings[0].action, "%s: %s", file, findings[0].text);
	else
		ret = rom_give(card, file, data, len);
	free(data);
	if (ret)
		return ret;

	for (i = 0; i < count; i++)
		if (findings[i].status != OK)
			note("%s: %s", file, findings[i].text);
	rom_firmware_name(card, name, sizeof(name));
	printf("%s is %s's ROM now, until xen_vgapt is unloaded.\n"
	       "To have it at each boot, put it there as\n"
	       "/lib/firmware/%s\n", file, card->at.text, name);
	return EXIT_SUCCESS;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool clear = false;
	const struct flag flags[] = {
		{ 'c', "clear", &clear, NULL },
		{ 0 }
	};
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (clear && argc - optind != 1)
		return usage(cmd, "--clear takes one SBDF and no file");
	if (!clear && argc - optind != 2)
		return usage(cmd, "an SBDF and a FILE are needed, or an SBDF and --clear");
	status = find_card(argv[optind], &card);
	if (status)
		return status;
	if (!module_loaded())
		return fail(hint_for(ENOENT, &card.at), "xen_vgapt is not loaded");
	return clear ? rom_give(&card, NULL, NULL, 0) : load(&card, argv[optind + 1]);
}

const struct command cmd_rom_load = {
	.name = "rom load",
	.args = "SBDF FILE | SBDF --clear",
	.what = "Give a card another ROM, without writing to the card",
	.help = "The image takes the place of the copy that xen_vgapt found, for device models\n"
		"that read it from there.  The card's flash stays as it is.\n\n"
		"  -c, --clear    take it back\n",
	.run = run,
};
