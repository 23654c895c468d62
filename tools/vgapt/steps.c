// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module would do to a card's own registers, by its tables: the card is
 * not asked.
 */
#include <stdio.h>

#include "card.h"
#include "json.h"
#include "pure/reset/ids.h"
#include "pure/reset/steps.h"
#include "pure/reset/vendor.h"
#include "steps.h"

/* The families' sequences, in the order in which they come about */
static const struct {
	const char *name;
	size_t at;
} sequences[] = {
	{ "probe", offsetof(struct vgapt_reset_vendor, probe) },
	{ "before", offsetof(struct vgapt_reset_vendor, before) },
	{ "reset", offsetof(struct vgapt_reset_vendor, reset) },
	{ "after", offsetof(struct vgapt_reset_vendor, after) },
	{ "alive", offsetof(struct vgapt_reset_vendor, alive) },
};

/**
 * struct teller - a walk through a sequence
 * @vendor: whose it is
 * @json:   where the lines go, or NULL: to the terminal
 * @line:   of the sequence
 */
struct teller {
	const struct vgapt_reset_vendor *vendor;
	struct json_object *json;
	unsigned int line;
};

static const struct vgapt_seq *sequence(const struct vgapt_reset_vendor *vendor, size_t i)
{
	return *(const struct vgapt_seq *const *)((const char *)vendor + sequences[i].at);
}

static const struct vgapt_reset_vendor *vendor_of(const struct card *card)
{
	const struct vgapt_reset_id *id = vgapt_reset_id_of(card->vendor, card->device);

	return id ? vgapt_reset_vendor_of(id->family) : NULL;
}

static void tell(struct teller *teller, unsigned int depth, const char *text, const char *source)
{
	struct json_object *obj;

	teller->line++;
	if (!teller->json) {
		printf("%4u  %*s%s%s%s%s\n", teller->line, 4 * depth, "", text,
		       source ? "   [" : "", source ? source : "", source ? "]" : "");
		return;
	}
	obj = json_object_new_object();
	json_add_number(obj, "depth", depth);
	json_add_string(obj, "step", text);
	json_add_string(obj, "source", source);
	json_object_array_add(teller->json, obj);
}

/* A sequence that is called follows its call, with its arguments in place. */
static void walk(struct teller *teller, const struct vgapt_seq *seq, const __u32 arg[2],
		 unsigned int depth)
{
	char text[VGAPT_STEP_TEXT];
	unsigned int i;

	for (i = 0; i < seq->num; i++) {
		const struct vgapt_step *step = &seq->steps[i];

		vgapt_step_text(text, sizeof(text), step, arg, teller->vendor);
		tell(teller, depth, text, step->op == VGAPT_OP_CALL ? step->seq->source : NULL);
		if (step->op == VGAPT_OP_CALL)
			walk(teller, step->seq, step->arg, depth + 1);
	}
}

/**
 * steps_known - what is known of a card by its ids
 * @card:  the card
 * @known: result
 *
 * Return: false if nothing is.
 */
bool steps_known(const struct card *card, struct known *known)
{
	const struct vgapt_reset_id *id = vgapt_reset_id_of(card->vendor, card->device);
	const struct vgapt_reset_vendor *vendor = vendor_of(card);

	if (!id)
		return false;
	known->chip = id->name;
	known->family = vgapt_reset_family_name(id->family);
	known->rests_on = vendor ? vendor->rests_on : NULL;
	known->resets = vendor && vendor->reset;
	known->experimental = id->experimental;
	return true;
}

/**
 * steps_print - tell each access in order
 * @card: the card
 *
 * Return: false if there is nothing to tell.
 */
bool steps_print(const struct card *card)
{
	const struct vgapt_reset_vendor *vendor = vendor_of(card);
	static const __u32 none[2];
	struct known known;
	size_t i;

	if (!vendor || !steps_known(card, &known))
		return false;
	printf("%s, family %s%s\nrests on: %s\n", known.chip, known.family,
	       known.resets && known.experimental ? ", experimental" : "", known.rests_on);
	for (i = 0; i < sizeof(sequences) / sizeof(*sequences); i++) {
		const struct vgapt_seq *seq = sequence(vendor, i);
		struct teller teller = { .vendor = vendor };

		if (!seq)
			continue;
		printf("\n%s: %s   [%s]\n", sequences[i].name, seq->name, seq->source);
		walk(&teller, seq, none, 0);
	}
	return true;
}

/**
 * steps_json - the same as JSON
 * @card: the card
 *
 * Return: an object, or NULL if there is nothing to tell.
 */
struct json_object *steps_json(const struct card *card)
{
	const struct vgapt_reset_vendor *vendor = vendor_of(card);
	struct json_object *obj, *list, *part;
	static const __u32 none[2];
	struct known known;
	size_t i;

	if (!vendor || !steps_known(card, &known))
		return NULL;
	obj = json_object_new_object();
	json_add_string(obj, "chip", known.chip);
	json_add_string(obj, "family", known.family);
	json_add_bool(obj, "experimental", known.resets && known.experimental);
	json_add_string(obj, "rests_on", known.rests_on);
	for (i = 0; i < sizeof(sequences) / sizeof(*sequences); i++) {
		const struct vgapt_seq *seq = sequence(vendor, i);
		struct teller teller = { .vendor = vendor };

		if (!seq)
			continue;
		list = json_object_new_array();
		teller.json = list;
		walk(&teller, seq, none, 0);
		part = json_object_new_object();
		json_add_string(part, "what", seq->name);
		json_add_string(part, "source", seq->source);
		json_object_object_add(part, "steps", list);
		json_object_object_add(obj, sequences[i].name, part);
	}
	return obj;
}
