// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt reset
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "dev.h"
#include "store.h"
#include "sysfs.h"
#include "vgapt.h"

/* do_flr would withdraw the grant of a domain that has the card; this does not. */
static int reset_for(const struct card *card, int domid)
{
	int ret, cap = dev_attach(&card->at, domid);

	if (cap < 0)
		return cap;
	ret = dev_reset(cap);
	close(cap);
	return ret;
}

static int reset(const struct card *card, bool force)
{
	int domid = card->owner >= 0 ? card->owner : card->domid;
	const char *at = card->at.text;
	char name[256] = "?";
	int ret;

	if (!on_pciback(card))
		return fail(hint_for(ENODEV, &card->at), "%s is not on xen-pciback but %s%s",
			    at, card->driver[0] ? "with dom0's driver " : "without a driver",
			    card->driver);
	if (domid >= 0 && !force) {
		store_domain_name(domid, name, sizeof(name));
		return fail("shut that domain down, or give --force",
			    "domain %d (%s) has %s and would lose its display",
			    domid, name, at);
	}
	if (domid == UNKNOWN && !force)
		return fail("run it as root in dom0, or give --force",
			    "cannot tell whether a domain has %s: xenstore is not reachable",
			    at);

	if (domid >= 0)
		ret = reset_for(card, domid);
	else
		ret = file_write(at, PCIBACK "/do_flr");
	if (ret < 0)
		return fail(hint_for(-ret, &card->at), "cannot reset %s: %s", at,
			    strerror(-ret));
	return EXIT_SUCCESS;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool force = false;
	const struct flag flags[] = {
		{ 'f', "force", &force, NULL },
		{ 0 }
	};
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status == GO_ON)
		status = take_card(cmd, argc, argv, &card);
	return status == GO_ON ? reset(&card, force) : status;
}

const struct command cmd_reset = {
	.name = "reset",
	.args = "SBDF [--force]",
	.what = "Reset a card that is on xen-pciback",
	.help = "  -f, --force    even if a domain has it; what it was granted stays\n",
	.run = run,
};
