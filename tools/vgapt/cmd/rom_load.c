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
#include "card.h"
#include "cmd/commands.h"
#include "hint.h"
#include "msg.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/roms.h"

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
	       "To use it at each boot, copy it to\n"
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
