// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt capability-revoke
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "args.h"
#include "cmd/commands.h"
#include "dev.h"
#include "hint.h"
#include "msg.h"
#include "progress.h"
#include "vgapt.h"

static int run(const struct command *cmd, int argc, char **argv)
{
	const struct flag flags[] = { { 0 } };
	const char *text;
	uint64_t id = 0;
	bool asked;
	int status, ret;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (argc - optind != 1)
		return usage(cmd, "one ID is needed");
	text = argv[optind];
	errno = 0;
	if (*text && strspn(text, "0123456789") == strlen(text))
		id = strtoull(text, NULL, 10);
	if (!id || errno)
		return usage(cmd, "'%s' is not the id of a capability", text);

	progress_begin("revoking capability %s", text);
	ret = dev_capability_revoke(id, &asked);
	progress_end();
	if (ret > 0)
		return EXIT_SUCCESS;
	if (!ret)
		return fail("see 'vgapt capabilities'", "there is no capability %s", text);
	if (ret == -EIDRM)
		return fail("its holder still has it open, but can do nothing with it",
			    "capability %s has been revoked before", text);
	/* A module that does not know the call answers with these. */
	if (asked && ret != -ENOTTY && ret != -EINVAL)
		return fail("'vgapt revoke SBDF' tries again, for the function that 'vgapt "
			    "capabilities' shows", "capability %s is revoked, but Xen has not "
			    "taken a range back: %s", text, strerror(-ret));
	return fail(hint_for_device(-ret), "cannot revoke capability %s: %s", text,
		    strerror(-ret));
}

const struct command cmd_capability_revoke = {
	.name = "capability-revoke",
	.args = "ID",
	.what = "Take a capability back from whoever has it",
	.help = "What was granted through it is withdrawn, and its holder is told.\n\n"
		"'vgapt capabilities' shows the ids.\n\n",
	.run = run,
};
