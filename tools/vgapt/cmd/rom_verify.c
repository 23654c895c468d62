// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt rom verify: is a ROM any good?
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "json.h"
#include "pure/rom/report.h"
#include "rom/roms.h"
#include "vgapt.h"

static int verify(const char *file, const struct card *card, bool json)
{
	struct finding findings[MAX_FINDINGS];
	struct vgapt_rom_report report;
	struct json_object *obj;
	unsigned char *data;
	int i, count;
	size_t len;

	i = rom_fetch_file(file, &data, &len);
	if (i)
		return i;
	count = rom_judge(data, len, card, &report, findings);
	if (json) {
		obj = rom_describe(file, card, data, len);
		json_add_string(obj, "ids_match", rom_match(card, report.flags));
		json_add_string(obj, "verdict", finding_words[findings[0].status]);
		rom_add_findings(obj, findings, count);
		json_print(obj);
	} else {
		for (i = 0; i < count; i++) {
			printf("%s: %s: %s\n", file, finding_words[findings[i].status],
			       findings[i].text);
			if (findings[i].action)
				printf("      -> %s\n", findings[i].action);
		}
	}
	free(data);
	return findings[0].status == FAIL ? EXIT_FAIL : EXIT_SUCCESS;
}

static int run_verify(const struct command *cmd, int argc, char **argv)
{
	bool json = false;
	const struct flag flags[] = {
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind < 1 || argc - optind > 2)
		return usage(cmd, "a FILE is needed, and an SBDF may follow");
	if (argc - optind == 1)
		return verify(argv[optind], NULL, json);
	status = find_card(argv[optind + 1], &card);
	return status ? status : verify(argv[optind], &card, json);
}

const struct command cmd_rom_verify = {
	.name = "rom verify",
	.args = "FILE [SBDF] [--json]",
	.what = "Tell whether a guest's firmware can run a ROM",
	.help = "With SBDF, also whether it is that card's.  The exit status is 1 if it cannot\n"
		"be run as the VGA BIOS of a primary display.\n\n"
		"  -j, --json     print JSON\n",
	.run = run_verify,
};
