// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom save, vgapt rom strip: a ROM into a file.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "msg.h"
#include "out.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/roms.h"

static int run_save(const struct command *cmd, int argc, char **argv)
{
	const char *file = NULL;
	const struct flag flags[] = {
		{ 'o', "output", NULL, &file },
		{ 0 }
	};
	unsigned char *data;
	struct card card;
	size_t len;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind != 1)
		return usage(cmd, "one SBDF is needed");
	status = output_check(cmd, file);
	if (!status)
		status = find_card(argv[optind], &card);
	if (!status)
		status = rom_fetch(&card, &data, &len);
	if (status)
		return status;
	status = output(file, data, len);
	free(data);
	if (!status && !strcmp(card.rom_source, "shadow"))
		note("this is the firmware's copy at C0000h, which the card's own "
		     "start-up code may have changed");
	return status;
}

static int strip(const char *from, const char *to)
{
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	unsigned char *data;
	size_t len, behind;
	int status;

	status = rom_fetch_file(from, &data, &len);
	if (status)
		return status;
	rom_judge(data, len, NULL, &report, findings);
	if (!vgapt_rom_usable(report.fault)) {
		free(data);
		return fail(findings[0].action, "there is no whole ROM in %s: %s", from,
			    findings[0].text);
	}
	behind = len - report.container - report.length;
	status = output(to, data + report.container, report.length);
	free(data);
	if (status)
		return status;
	if (report.container || behind)
		note("%u bytes before the ROM and %zu behind it were dropped; it has %u",
		     report.container, behind, report.length);
	else
		note("there was nothing to drop");
	if (report.fault)
		note("%s", vgapt_rom_fault_text(report.fault));
	return EXIT_SUCCESS;
}

static int run_strip(const struct command *cmd, int argc, char **argv)
{
	const char *file = NULL;
	const struct flag flags[] = {
		{ 'o', "output", NULL, &file },
		{ 0 }
	};
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind != 1)
		return usage(cmd, "one FILE is needed");
	status = output_check(cmd, file);
	return status ? status : strip(argv[optind], file);
}

#define OUTPUT_HELP	"  -o, --output FILE\n" \
			"                 where to; - is standard output\n"

const struct command cmd_rom_save = {
	.name = "rom save",
	.args = "SBDF -o FILE",
	.what = "Save the copy of a card's ROM",
	.help = "'vgapt rom SBDF -o FILE' is the same.\n\n" OUTPUT_HELP,
	.run = run_save,
};

const struct command cmd_rom_strip = {
	.name = "rom strip",
	.args = "FILE -o OUT",
	.what = "Drop what a vendor puts before and behind a ROM in a file",
	.help = OUTPUT_HELP,
	.run = run_strip,
};
