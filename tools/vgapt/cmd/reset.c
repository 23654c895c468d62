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
#include "json.h"
#include "msg.h"
#include "progress.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "resets.h"
#include "store.h"
#include "table.h"
#include "vgapt.h"

#define ATTRIBUTE(name)	PCI_DEVICES "/%s/xen_vgapt/" name

/* There is no plan to be had.  Returns the exit status, after a message. */
static int no_plan(const struct card *card, int err)
{
	if (err == -ENOENT && card->vgapt)
		return fail("install the newer module and reload it: make dkms-install, "
			    "rmmod xen_vgapt, modprobe xen_vgapt",
			    "this xen_vgapt is older than vgapt: it has no plan of resets");
	return fail(hint_for(-err, &card->at), "cannot tell how %s can be reset: %s",
		    card->at.text, strerror(-err));
}

static void print_last(const struct reset_last *last)
{
	if (!last->any)
		puts("\nlast reset: none");
	else
		printf("\nlast reset: %s, %s, %ld ms%s%s\n", last->method,
		       last->ok ? "ok" : "failed", last->ms, last->text[0] ? ": " : "",
		       last->text);
}

/* Does nothing to the card. */
static int show_plan(const struct card *card, bool json)
{
	struct table table = { .columns = 3 };
	struct json_object *obj;
	struct resets resets;
	int i;

	resets_read(card, &resets);
	if (resets.error)
		return no_plan(card, resets.error);
	if (json) {
		obj = json_object_new_object();
		json_add_string(obj, "sbdf", card->at.text);
		json_add_bool(obj, "can_reset", resets.in);
		json_object_object_add(obj, "reset_plan", resets_json_plan(&resets));
		json_object_object_add(obj, "last_reset", resets_json_last(&resets));
		json_print(obj);
		return resets.in ? EXIT_SUCCESS : EXIT_FAIL;
	}
	table_add(&table, "METHOD");
	table_add(&table, "PLAN");
	table_add(&table, "REASON");
	for (i = 0; i < resets.count; i++) {
		table_add(&table, "%s", resets.lines[i].method);
		table_add(&table, "%s", resets.lines[i].in ? "in" : "out");
		table_add(&table, "%s", resets.lines[i].text[0] ? resets.lines[i].text : "-");
	}
	table_print(&table);
	print_last(&resets.last);
	if (resets.in)
		return EXIT_SUCCESS;
	return fail(resets_hint(&resets, card), "nothing can reset %s now", card->at.text);
}

static int choose(const struct command *cmd, const struct card *card, const char *names)
{
	u8 order[VGAPT_RESET_NUM_METHODS];
	char text[96] = "";
	struct resets resets;
	size_t used = 0;
	u32 i, num;
	int ret;

	if (vgapt_reset_parse_order(names, strlen(names), order, &num)) {
		for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++)
			used += snprintf(text + used, sizeof(text) - used, "%s ",
					 vgapt_reset_method_name(i));
		return usage(cmd, "'%s' is no order of methods: each at most once, of %s"
			     "(or only 'default')", names, text);
	}
	for (i = 0; i < num; i++)
		used += snprintf(text + used, sizeof(text) - used, "%s%s", i ? " " : "",
				 vgapt_reset_method_name(order[i]));
	/* Which methods those are is the module's to say. */
	if (strstr(names, "default"))
		snprintf(text, sizeof(text), "default");
	ret = file_write(text, ATTRIBUTE("reset_method"), card->at.text);
	if (ret == -ENOENT)
		return no_plan(card, ret);
	if (ret == -EINVAL)
		return fail("'vgapt reset --plan' shows those that it knows",
			    "this xen_vgapt does not take '%s'", text);
	if (ret)
		return fail(hint_for(-ret, &card->at), "cannot set the methods of %s: %s",
			    card->at.text, strerror(-ret));
	resets_read(card, &resets);
	if (!resets.error && !resets.in)
		note("nothing can reset %s now: see 'vgapt reset --plan %s'",
		     card->at.text, card->at.text);
	return EXIT_SUCCESS;
}

/* The domain that has the card keeps its grant. */
static int reset_for(const struct card *card, int domid)
{
	int ret, cap = dev_attach(&card->at, domid);

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

	fail(NULL, "cannot reset %s: no method is in question", card->at.text);
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
	if (ret < 0 && (not_begun(ret) || none || !last->any || last->ok))
		return fail(hint_for(-ret, &card->at), "cannot reset %s: %s", at,
			    strerror(-ret));
	/* Nothing has been started on it since its last reset. */
	if (none && last->ok) {
		printf("%s needs no reset: %s\n", at, last->text);
		return EXIT_SUCCESS;
	}
	if (!last->any || none)
		return fail("see the kernel log (dmesg)", "xen_vgapt does not say that it has "
			    "reset %s", at);
	if (!last->ok)
		return fail("switch the machine off and on before a guest gets it; the kernel "
			    "log (dmesg) has what each method did",
			    "cannot reset %s: %s failed after %ld ms%s%s", at, last->method,
			    last->ms, last->text[0] ? ": " : "", last->text);
	/* What is to be known nevertheless: the link may have come back as less. */
	printf("%s was reset: %s, %ld ms%s%s\n", at, last->method, last->ms,
	       last->text[0] ? "; " : "", last->text);
	return EXIT_SUCCESS;
}

static int reset(const struct card *card, bool force)
{
	bool older = !file_exists(ATTRIBUTE("reset"), card->at.text);
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

	progress_begin("resetting %s", at);
	if (domid >= 0)
		ret = reset_for(card, domid);
	else if (older)
		ret = file_write(at, PCIBACK "/do_flr");
	else
		ret = file_write("1", ATTRIBUTE("reset"), at);
	progress_end();
	if (!older)
		return tell(card, ret);
	if (ret < 0)
		return fail(hint_for(-ret, &card->at), "cannot reset %s: %s", at,
			    strerror(-ret));
	note("this xen_vgapt is older than vgapt: it does not tell how %s was reset, nor "
	     "whether that had any effect", at);
	return EXIT_SUCCESS;
}

static int run(const struct command *cmd, int argc, char **argv)
{
	bool force = false, plan = false, json = false;
	const char *method = NULL;
	const struct flag flags[] = {
		{ 'f', "force", &force, NULL },
		{ 'p', "plan", &plan, NULL },
		{ 'm', "method", NULL, &method },
		{ 'j', "json", &json, NULL },
		{ 0 }
	};
	struct card card;
	int status;

	status = parse_flags(cmd, argc, argv, flags);
	if (status != GO_ON)
		return status;
	if (force + plan + !!method > 1)
		return usage(cmd, "only one of --plan, --method and --force");
	if (json && !plan)
		return usage(cmd, "--json goes with --plan");
	status = take_card(cmd, argc, argv, &card);
	if (status != GO_ON)
		return status;
	if (plan)
		return show_plan(&card, json);
	return method ? choose(cmd, &card, method) : reset(&card, force);
}

const struct command cmd_reset = {
	.name = "reset",
	.args = "SBDF [--force | --plan [--json] | --method NAME[,NAME...]]",
	.what = "Reset a card that is on xen-pciback, or tell how that is done",
	.help = "  -f, --force    even if a domain has it; what it was granted stays\n"
		"  -p, --plan     tell which methods are in question, and why others are not;\n"
		"                 the card is left alone\n"
		"  -m, --method NAME[,NAME...]\n"
		"                 from now on only these, in this order; 'default' restores\n"
		"                 what was; the card is left alone\n"
		"  -j, --json     print JSON (with --plan)\n",
	.run = run,
};
