// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom strip: nothing but the ROM of a file.
 */
#include <getopt.h>
#include <stdlib.h>

#include "args.h"
#include "cmd/commands.h"
#include "msg.h"
#include "out.h"
#include "pure/rom/choice.h"
#include "pure/rom/report.h"
#include "rom/roms.h"
#include "words.h"

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
		return fail(findings[0].action, "there is no complete ROM in %s: %s", from,
			    findings[0].text);
	}
	behind = len - report.container - report.length;
	status = output(to, data + report.container, report.length);
	free(data);
	if (status)
		return status;
	if (report.container || behind)
		note("%u bytes before the ROM and %zu after it were dropped; %u are left",
		     report.container, behind, report.length);
	else
		note("there was nothing to drop");
	if (report.fault)
		note("%s", word_meaning(&words_faults, report.fault));
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

const struct command cmd_rom_strip = {
	.name = "rom strip",
	.args = "FILE -o OUT",
	.what = "Drop what a vendor puts before and after a ROM in a file",
	.help = "  -o, --output FILE\n"
		"                 where to; - is standard output\n",
	.run = run_strip,
};
