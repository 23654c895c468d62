// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module says of a card's resets: reset_plan and last_reset.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "fs.h"
#include "json.h"
#include "pure/reset/method.h"
#include "pure/reset/plan.h"
#include "resets.h"
#include "sbdf.h"

/* The reason whose words are in @text, or -1. */
static int reason_of(const char *text)
{
	int reason;

	for (reason = VGAPT_REASON_IN + 1; reason < VGAPT_REASON_NUM; reason++)
		if (strstr(text, vgapt_reset_reason_text(reason)))
			return reason;
	return -1;
}

/* Beside a reason may stand the function that it is about, as in "REASON: SBDF, dN" */
static void find_other(const char *text, const struct sbdf *self, struct sbdf *other)
{
	size_t len, want = strlen(self->text);
	char word[SBDF_LEN];

	for (; *text; text += len + strspn(text + len, " ,")) {
		len = strcspn(text, " ,");
		if (len != want && (len != want + 1 || text[want] != ':'))
			continue;
		snprintf(word, sizeof(word), "%.*s", (int)want, text);
		if (sbdf_parse(word, other) && strcmp(other->text, self->text))
			return;
	}
	other->text[0] = '\0';
}

/* "METHOD in" or "METHOD out REASON..." */
static bool read_line(const char *text, const struct sbdf *self, struct reset_line *line)
{
	char word[8] = "";
	int at = 0;

	if (sscanf(text, "%15s %7s %n", line->method, word, &at) < 2 || !at)
		return false;
	line->in = !strcmp(word, "in");
	if (!line->in && strcmp(word, "out"))
		return false;
	snprintf(line->text, sizeof(line->text), "%s", text + at);
	line->reason = line->in ? VGAPT_REASON_IN : reason_of(line->text);
	find_other(line->text, self, &line->other);
	return true;
}

/* "none", or "METHOD ok|failed MILLISECONDS[ REASON...]" */
static void read_last(const struct card *card, struct reset_last *last)
{
	char buf[256], word[8];
	int at = 0;

	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/last_reset",
		      card->at.text) <= 0 ||
	    sscanf(buf, "%15s %7s %ld%n", last->method, word, &last->ms, &at) < 3)
		return;
	last->any = true;
	last->ok = !strcmp(word, "ok");
	snprintf(last->text, sizeof(last->text), "%s",
		 buf[at] == ' ' ? buf + at + 1 : buf + at);
}

/**
 * resets_read - read what the module says of a card's resets
 * @card:   the card
 * @resets: filled
 */
void resets_read(const struct card *card, struct resets *resets)
{
	char buf[4096], *text, *save;
	ssize_t len;

	memset(resets, 0, sizeof(*resets));
	len = file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/reset_plan",
			card->at.text);
	if (len < 0)
		resets->error = len;
	for (text = strtok_r(buf, "\n", &save); text && resets->count < MAX_RESET_LINES;
	     text = strtok_r(NULL, "\n", &save))
		if (read_line(text, &card->at, &resets->lines[resets->count]))
			resets->in += resets->lines[resets->count++].in;
	/* What can't be understood is no plan. */
	if (len >= 0 && !resets->count)
		resets->error = -EPROTO;
	read_last(card, &resets->last);
}

/**
 * resets_all - is there one reason against all methods?
 * @resets: what is said of the card
 * @reason: that reason
 *
 * Return: true if so.
 */
bool resets_all(const struct resets *resets, int reason)
{
	int i;

	for (i = 0; i < resets->count; i++)
		if (resets->lines[i].reason != reason)
			return false;
	return resets->count;
}

/**
 * resets_methods - the methods that are in question
 * @resets: what is said of the card
 * @buf:    they, with commas
 * @len:    size of @buf
 */
void resets_methods(const struct resets *resets, char *buf, size_t len)
{
	size_t used = 0;
	int i;

	buf[0] = '\0';
	for (i = 0; i < resets->count; i++)
		if (resets->lines[i].in && used < len)
			used += snprintf(buf + used, len - used, "%s%s", used ? ", " : "",
					 resets->lines[i].method);
}

/**
 * resets_why - why methods are not in question, one reason at a time
 * @resets: what is said of the card
 * @place:  0 in the beginning; where to go on
 * @buf:    the methods with that reason, and the reason
 * @len:    size of @buf
 *
 * That there is no such method is told only if there is nothing else to tell.
 *
 * Return: how many methods it is about; 0 after the last reason.
 */
int resets_why(const struct resets *resets, int *place, char *buf, size_t len)
{
	const struct reset_line *line, *lines = resets->lines;
	bool absent = resets_all(resets, VGAPT_REASON_ABSENT);
	int i, found = 0;
	size_t used = 0;

	for (; *place < resets->count && !found; ++*place) {
		line = &lines[*place];
		if (line->in || (line->reason == VGAPT_REASON_ABSENT && !absent))
			continue;
		for (i = 0; i < *place; i++)
			if (!lines[i].in && !strcmp(lines[i].text, line->text))
				break;
		if (i < *place)
			continue;	/* it has been told */
		for (; i < resets->count; i++) {
			if (lines[i].in || strcmp(lines[i].text, line->text))
				continue;
			if (used < len)
				used += snprintf(buf + used, len - used, "%s%s",
						 found ? ", " : "", lines[i].method);
			found++;
		}
		if (used < len)
			snprintf(buf + used, len - used, ": %s",
				 line->text[0] ? line->text : "no reason is given");
	}
	return found;
}

/* What can be done about a reason, those first that are most easily done with. */
static const struct {
	int reason;
	const char *hint;	/* %s: the card, or the other function */
	bool other;
} hints[] = {
	{ VGAPT_REASON_NOT_SEIZED,
	  "hand it to xen-pciback first: xl pci-assignable-add %s", false },
	{ VGAPT_REASON_FOREIGN, "shut down the domain that has %s", false },
	{ VGAPT_REASON_NOT_LISTED, "vgapt reset --method default %s", false },
	{ VGAPT_REASON_SIBLING_DRIVER,
	  "give it all functions that are reset together: xl pci-assignable-add %s, and both "
	  "in the guest's pci= list", true },
	{ VGAPT_REASON_SIBLING_DOMAIN,
	  "give %s to the same domain, or shut down the one that has it", true },
	{ VGAPT_REASON_OPTED_OUT,
	  "take its id out of xen_vgapt's parameter reset_off, and reload the module", false },
	{ VGAPT_REASON_EXPERIMENTAL,
	  "reload the module with reset_experimental=1, at your own risk", false },
	{ VGAPT_REASON_IDLE,
	  "nothing, as long as no driver has started the card; after that, look again", false },
	{ VGAPT_REASON_HOTPLUG, "put %s into a slot that is not a hot-plug one", false },
	{ VGAPT_REASON_HUNG, "switch the machine off and on", false },
	{ VGAPT_REASON_NO_MEMORY, "free some memory, and try again", false },
	{ VGAPT_REASON_NO_REGISTERS, "switch the machine off and on", false },
};

/**
 * resets_hint - what to do so that a method comes to be in question
 * @resets: what is said of the card, nothing being in question
 * @card:   the card
 *
 * Return: a text that lasts until the next call.
 */
const char *resets_hint(const struct resets *resets, const struct card *card)
{
	const struct reset_line *line;
	static char text[192];
	size_t i;
	int k;

	for (i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		for (k = 0; k < resets->count; k++) {
			line = &resets->lines[k];
			if (line->reason != hints[i].reason)
				continue;
			snprintf(text, sizeof(text), hints[i].hint, !hints[i].other ?
				 card->at.text : line->other.text[0] ?
				 line->other.text : "that function");
			return text;
		}
	}
	return "expect it to work for one start of a guest only; switch the machine off and "
	       "on between";
}

/**
 * resets_json_plan - the plan as JSON
 * @resets: what is said of the card
 *
 * Return: an array.
 */
struct json_object *resets_json_plan(const struct resets *resets)
{
	struct json_object *list = json_object_new_array(), *obj;
	const struct reset_line *line;
	int i;

	for (i = 0; i < resets->count; i++) {
		line = &resets->lines[i];
		obj = json_object_new_object();
		json_add_string(obj, "method", line->method);
		json_add_bool(obj, "in", line->in);
		json_add_string(obj, "reason", line->text);
		json_add_string(obj, "function", line->other.text);
		json_object_array_add(list, obj);
	}
	return list;
}

/**
 * resets_json_last - the last reset as JSON
 * @resets: what is said of the card
 *
 * Return: an object, or NULL if there has been none.
 */
struct json_object *resets_json_last(const struct resets *resets)
{
	struct json_object *obj;

	if (!resets->last.any)
		return NULL;
	obj = json_object_new_object();
	json_add_string(obj, "method", resets->last.method);
	json_add_string(obj, "result", resets->last.ok ? "ok" : "failed");
	json_add_number(obj, "milliseconds", resets->last.ms);
	json_add_string(obj, "reason", resets->last.text);
	return obj;
}
