// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module says of a card's resets: reset_plan and last_reset.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "fs.h"
#include "hint.h"
#include "json.h"
#include "msg.h"
#include "pure/reset/method.h"
#include "pure/tokens.h"
#include "resets.h"
#include "sbdf.h"
#include "vgapt.h"
#include "words.h"

#define MAX_WORDS	12	/* of a line; there are ten at most */

/* Takes @text apart; returns how many words there are. */
static int split(char *text, char *words[MAX_WORDS])
{
	char *word, *save;
	int count = 0;

	for (word = strtok_r(text, " ", &save); word && count < MAX_WORDS;
	     word = strtok_r(NULL, " ", &save))
		words[count++] = word;
	return count;
}

/* False if @word is longer than any token. */
static bool take_token(char token[MAX_TOKEN], const char *word)
{
	return snprintf(token, MAX_TOKEN, "%s", word) < MAX_TOKEN;
}

static bool take_number(const char *word, long *value)
{
	char *end;

	errno = 0;
	*value = strtol(word, &end, 10);
	return isdigit((unsigned char)*word) && !*end && !errno;
}

/* "METHOD in" or "METHOD out REASON [SBDF [DOMID]]"; more may follow one day. */
static bool read_line(char *text, struct reset_line *line)
{
	char *words[MAX_WORDS];
	int count = split(text, words);
	long domid;

	memset(line, 0, sizeof(*line));
	line->domid = NONE;
	if (count < 2 || !take_token(line->method, words[0]))
		return false;
	line->in = !strcmp(words[1], "in");
	if (line->in)
		return true;
	if (strcmp(words[1], "out") || (count > 2 && !take_token(line->reason, words[2])))
		return false;
	if (count > 3 && !sbdf_parse(words[3], &line->other))
		line->other.text[0] = '\0';
	if (count > 4 && take_number(words[4], &domid) && domid <= INT_MAX)
		line->domid = domid;
	return true;
}

static void add_text(struct reset_last *last, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void add_text(struct reset_last *last, const char *fmt, ...)
{
	size_t used = strlen(last->text);
	va_list ap;

	if (used)
		used += snprintf(last->text + used, sizeof(last->text) - used, "; ");
	va_start(ap, fmt);
	if (used < sizeof(last->text))
		vsnprintf(last->text + used, sizeof(last->text) - used, fmt, ap);
	va_end(ap);
}

/* What follows the milliseconds: the reason, and what became of the link. */
static void read_details(struct reset_last *last, char *words[], int count)
{
	char unknown[128];
	int i;

	for (i = 0; i < count; i++) {
		if (i + 2 < count && !strcmp(words[i], VGAPT_TOKEN_LINK_NARROWER)) {
			snprintf(last->width[0], sizeof(last->width[0]), "%s", words[++i]);
			snprintf(last->width[1], sizeof(last->width[1]), "%s", words[++i]);
			add_text(last, "the link is %s now, narrower than before (%s)",
				 last->width[0], last->width[1]);
		} else if (i + 2 < count && !strcmp(words[i], VGAPT_TOKEN_LINK_SLOWER)) {
			snprintf(last->speed[0], sizeof(last->speed[0]), "%s", words[++i]);
			snprintf(last->speed[1], sizeof(last->speed[1]), "%s", words[++i]);
			add_text(last, "the link runs at %s GT/s now, slower than before "
				 "(%s GT/s)", last->speed[0], last->speed[1]);
		} else {
			if (!last->reason[0])
				snprintf(last->reason, MAX_TOKEN, "%s", words[i]);
			add_text(last, "%s", word_text(&words_why, words[i], unknown,
						       sizeof(unknown)));
		}
	}
}

/* "none", or "METHOD ok|failed|running MILLISECONDS [REASON] [LINK...]" */
static void read_last(const struct card *card, struct reset_last *last)
{
	char buf[256], *words[MAX_WORDS];
	int count;

	if (file_read(buf, sizeof(buf), PCI_DEVICES "/%s/xen_vgapt/last_reset",
		      card->at.text) <= 0)
		return;
	count = split(buf, words);
	if (count < 3 || !take_token(last->method, words[0]) ||
	    !take_number(words[2], &last->ms))
		return;
	last->ok = !strcmp(words[1], "ok");
	last->running = !strcmp(words[1], "running");
	if (!last->ok && !last->running && strcmp(words[1], "failed"))
		return;
	last->any = true;
	read_details(last, words + 3, count - 3);
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
		if (read_line(text, &resets->lines[resets->count]))
			resets->in += resets->lines[resets->count++].in;
	/* What can't be understood is no plan. */
	if (len >= 0 && !resets->count)
		resets->error = -EPROTO;
	read_last(card, &resets->last);
}

/**
 * resets_no_plan - say that there is no plan to be had
 * @card: the card
 * @err:  -errno
 *
 * Return: the exit status, after a message.
 */
int resets_no_plan(const struct card *card, int err)
{
	return fail(err == -ENOENT || err == -EPROTO ? hint_for_file(card) :
		    hint_for(-err, &card->at), "cannot tell how %s can be reset: %s",
		    card->at.text, strerror(-err));
}

static bool same_reason(const struct reset_line *a, const struct reset_line *b)
{
	return a->in == b->in && !strcmp(a->reason, b->reason) &&
	       !strcmp(a->other.text, b->other.text) && a->domid == b->domid;
}

/**
 * resets_all - is there one reason against all methods?
 * @resets: what is said of the card
 * @reason: VGAPT_REASON_*
 *
 * Return: true if so.
 */
bool resets_all(const struct resets *resets, int reason)
{
	int i;

	for (i = 0; i < resets->count; i++)
		if (resets->lines[i].in ||
		    word_value(&words_reasons, resets->lines[i].reason) != reason)
			return false;
	return resets->count;
}

/**
 * resets_one_reason - is the same thing against all methods?
 * @resets: what is said of the card
 *
 * Return: true if so.
 */
bool resets_one_reason(const struct resets *resets)
{
	int i;

	for (i = 0; i < resets->count; i++)
		if (resets->lines[i].in ||
		    !same_reason(&resets->lines[i], &resets->lines[0]))
			return false;
	return resets->count;
}

/**
 * resets_methods - the methods that are usable
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
 * resets_reason - why a method is not usable, for people
 * @line: what is said of the method
 * @buf:  a sentence, and the function it is about
 * @len:  size of @buf
 */
void resets_reason(const struct reset_line *line, char *buf, size_t len)
{
	char unknown[128], domain[32] = "";

	if (line->domid != NONE)
		snprintf(domain, sizeof(domain), " (domain %d)", line->domid);
	snprintf(buf, len, "%s%s%s%s", line->in ? "usable" : !line->reason[0] ?
		 "no reason is given" :
		 word_text(&words_reasons, line->reason, unknown, sizeof(unknown)),
		 line->other.text[0] ? ": " : "", line->other.text, domain);
}

/**
 * resets_why - why methods are not usable, one reason at a time
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
	char reason[256];
	size_t used = 0;

	for (; *place < resets->count && !found; ++*place) {
		line = &lines[*place];
		if (line->in || (!absent && word_value(&words_reasons, line->reason) ==
				 VGAPT_REASON_ABSENT))
			continue;
		for (i = 0; i < *place && !same_reason(&lines[i], line); i++)
			;
		if (i < *place)
			continue;	/* it has been told */
		for (; i < resets->count; i++) {
			if (!same_reason(&lines[i], line))
				continue;
			if (used < len)
				used += snprintf(buf + used, len - used, "%s%s",
						 found ? ", " : "", lines[i].method);
			found++;
		}
		resets_reason(line, reason, sizeof(reason));
		if (used < len)
			snprintf(buf + used, len - used, ": %s", reason);
	}
	return found;
}

/**
 * resets_last_text - how the last reset went, for people
 * @last: what is said of it
 * @buf:  a line
 * @len:  size of @buf
 */
void resets_last_text(const struct reset_last *last, char *buf, size_t len)
{
	if (!last->any)
		snprintf(buf, len, "none");
	else if (last->running)
		snprintf(buf, len, "%s, under way for %ld ms", last->method, last->ms);
	else
		snprintf(buf, len, "%s, %s, %ld ms%s%s", last->method,
			 last->ok ? "ok" : "failed", last->ms, last->text[0] ? ": " : "",
			 last->text);
}

/* What can be done about a reason; what is easiest comes first. */
static const struct {
	int reason;
	const char *hint;	/* %s: the card, or the other function */
	bool other;
} hints[] = {
	{ VGAPT_REASON_NOT_SEIZED,
	  "hand it to xen-pciback first: xl pci-assignable-add %s", false },
	{ VGAPT_REASON_FOREIGN, "shut down the domain that has %s", false },
	{ VGAPT_REASON_NOT_LISTED, "vgapt reset-method %s default", false },
	{ VGAPT_REASON_SIBLING_DRIVER,
	  "give the guest all functions that are reset together: xl pci-assignable-add %s, "
	  "and list both in the guest's pci=", true },
	{ VGAPT_REASON_SIBLING_DOMAIN,
	  "give %s to the same domain, or shut down the one that has it", true },
	{ VGAPT_REASON_BEING_RESET, "wait, and ask again", false },
	{ VGAPT_REASON_OPTED_OUT,
	  "take the card's id out of xen_vgapt's parameter reset_off, and reload the module",
	  false },
	{ VGAPT_REASON_EXPERIMENTAL,
	  "reload the module with reset_experimental=1, at your own risk", false },
	{ VGAPT_REASON_IDLE,
	  "nothing, until a driver has started the card", false },
	{ VGAPT_REASON_HOTPLUG, "move %s to a slot that is not a hot-plug slot", false },
	{ VGAPT_REASON_HUNG, "switch the machine off and on", false },
	{ VGAPT_REASON_NO_MEMORY, "free some memory, and try again", false },
	{ VGAPT_REASON_NO_REGISTERS, "switch the machine off and on", false },
};

/**
 * resets_hint - what to do so that a method becomes usable
 * @resets: what is said of the card, no method being usable
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
			if (line->in ||
			    word_value(&words_reasons, line->reason) != hints[i].reason)
				continue;
			snprintf(text, sizeof(text), hints[i].hint, !hints[i].other ?
				 card->at.text : line->other.text[0] ?
				 line->other.text : "that function");
			return text;
		}
	}
	return "expect the card to work for one start of a guest only; switch the machine off "
	       "and on before the next";
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
	char text[256];
	int i;

	for (i = 0; i < resets->count; i++) {
		line = &resets->lines[i];
		resets_reason(line, text, sizeof(text));
		obj = json_object_new_object();
		json_add_string(obj, "method", line->method);
		json_add_bool(obj, "in", line->in);
		json_add_string(obj, "reason", line->reason);
		json_add_string(obj, "other", line->other.text);
		json_object_object_add(obj, "domid", line->domid == NONE ? NULL :
				       json_object_new_int(line->domid));
		json_add_string(obj, "text", text);
		json_object_array_add(list, obj);
	}
	return list;
}

static struct json_object *json_link(const struct reset_last *last)
{
	struct json_object *obj;

	if (!last->width[0][0] && !last->speed[0][0])
		return NULL;
	obj = json_object_new_object();
	json_add_string(obj, "width", last->width[0]);
	json_add_string(obj, "width_before", last->width[1]);
	json_add_string(obj, "speed", last->speed[0]);
	json_add_string(obj, "speed_before", last->speed[1]);
	return obj;
}

/**
 * resets_json_last - the last reset as JSON
 * @resets: what is said of the card
 *
 * Return: an object, or NULL if there has been none.
 */
struct json_object *resets_json_last(const struct resets *resets)
{
	const struct reset_last *last = &resets->last;
	struct json_object *obj;

	if (!last->any)
		return NULL;
	obj = json_object_new_object();
	json_add_string(obj, "method", last->method);
	json_add_string(obj, "result", last->ok ? "ok" : last->running ? "running" : "failed");
	json_add_number(obj, "milliseconds", last->ms);
	json_add_string(obj, "reason", last->reason);
	json_object_object_add(obj, "link", json_link(last));
	json_add_string(obj, "text", last->text);
	return obj;
}
