// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt reset
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "args.h"
#include "card.h"
#include "cmd/commands.h"
#include "dev.h"
#include "fs.h"
#include "hint.h"
#include "msg.h"
#include "progress.h"
#include "resets.h"
#include "vgapt.h"

/* The domain that has the card keeps its grant. */
static int reset_for(const struct card *card, int domid)
{
	int ret, cap = dev_attach(&card->at, domid, VGAPT_RIGHT_RESET |
				  VGAPT_RIGHT_RESET_OTHERS, false);

	if (cap < 0)
		return cap;
	ret = dev_reset(cap);
	close(cap);
	return ret;
}

/* Nothing was tried.  Returns the exit status. */
static int nothing_tried(const struct card *card, const struct resets *resets)
{
	char why[256];
	int place = 0;

	fail(NULL, "cannot reset %s: no method is usable", card->at.text);
	while (resets_why(resets, &place, why, sizeof(why)))
		fprintf(stderr, "vgapt:   %s\n", why);
	fprintf(stderr, "vgapt: what to do: %s\n", resets_hint(resets, card));
	return EXIT_FAIL;
}

/* With such an answer nothing has begun, and last_reset may be about an earlier one. */
static bool not_begun(int ret)
{
	return ret == -EACCES || ret == -EPERM || ret == -ENODEV || ret == -ENOENT ||
	       ret == -EINTR || ret == -EBUSY || ret == -ESRCH;
}

/* Returns the exit status, having told how it went. */
static int tell(const struct card *card, int ret)
{
	const char *at = card->at.text;
	const struct reset_last *last;
	struct resets resets;
	bool none;

	resets_read(card, &resets);
	last = &resets.last;
	none = last->any && !strcmp(last->method, "none");
	if ((ret == -EPERM || ret == -EBUSY || ret == -ENOTTY) && none &&
	    !resets.error && !resets.in)
		return nothing_tried(card, &resets);
	/* Whoever came next may have begun by now: last_reset is about that one then. */
	if (ret < 0 && (not_begun(ret) || none || !last->any || last->ok || last->running))
		return fail(ret == -ENOENT ? hint_for_file(card) : hint_for(-ret, &card->at),
			    "cannot reset %s: %s", at, strerror(-ret));
	if (none && last->ok) {
		printf("%s needs no reset: %s\n", at, last->text);
		return EXIT_SUCCESS;
	}
	if (!last->any || none)
		return fail("see the kernel log (dmesg)",
			    "xen_vgapt does not say that it has reset %s", at);
	if (last->running) {
		printf("%s was reset; another reset (%s) is under way\n", at, last->method);
		return EXIT_SUCCESS;
	}
	if (!last->ok)
		return fail("switch the machine off and on before a guest gets the card; the "
			    "kernel log (dmesg) tells what each method did",
			    "cannot reset %s: %s failed after %ld ms%s%s", at, last->method,
			    last->ms, last->text[0] ? ": " : "", last->text);
	/* It worked, but the link may have come back slower. */
	printf("%s was reset: %s, %ld ms%s%s\n", at, last->method, last->ms,
	       last->text[0] ? "; " : "", last->text);
	return EXIT_SUCCESS;
}

static int reset(const struct card *card, bool force)
{
	int domid = card_guest(card);
	const char *at = card->at.text;
	char guest[300];
	int ret;

	if (!on_pciback(card) && card->driver[0])
		return fail(hint_for(ENODEV, &card->at),
			    "%s is not on xen-pciback: dom0's driver %s has it", at,
			    card->driver);
	if (!on_pciback(card))
		return fail(hint_for(ENODEV, &card->at),
			    "%s is not on xen-pciback: it has no driver", at);
	if (domid == UNKNOWN && !force)
		return fail("run it as root in dom0, or give --force",
			    "cannot tell %s has %s: xenstore is not reachable",
			    card_is_with_guest(card) ? "which domain" : "whether a domain", at);
	if (card_is_with_guest(card) && !force)
		return fail("shut that domain down, or give --force",
			    "%s has %s and would lose its display",
			    card_guest_text(card, guest, sizeof(guest)), at);

	progress_begin("resetting %s", at);
	if (domid >= 0)
		ret = reset_for(card, domid);
	else
		ret = file_write("1", PCI_DEVICES "/%s/xen_vgapt/reset", at);
	progress_end();
	return tell(card, ret);
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
	.help = "'vgapt reset-plan' tells how it would be reset, and leaves the card alone.\n\n"
		"  -f, --force    even if a domain has the card; what it was granted stays\n",
	.run = run,
};
