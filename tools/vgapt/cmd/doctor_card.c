// SPDX-License-Identifier: GPL-2.0-only
/*
 * vgapt doctor: one card.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"
#include "cmd/doctor.h"
#include "fs.h"
#include "hint.h"
#include "pure/reset/method.h"
#include "pure/rom/gpu_ids.h"
#include "pure/route_rules.h"
#include "resets.h"
#include "sbdf.h"
#include "steps.h"
#include "vgapt.h"
#include "words.h"

/* Class and base classes of what may be in a card's slot */
#define CLASS_AUDIO	0x0403
#define BASE_SERIAL_BUS	0x0c
#define BASE_ENCRYPTION	0x10

static void check_use(const struct card *card)
{
	char guest[300], todo[160];

	snprintf(todo, sizeof(todo), "give it to xen-pciback: xl pci-assignable-add %s",
		 card->at.text);
	if (card_is_with_guest(card)) {
		report(OK, card, "use", NULL, "%s has it%s",
		       card_guest_text(card, guest, sizeof(guest)),
		       card->owner >= 0 ? ", with the legacy VGA ranges" : "");
	} else if (on_pciback(card)) {
		report(OK, card, "use", NULL, "on xen-pciback%s", card->domid == NONE ?
		       ", no domain has it" : "");
	} else if (card->driver[0]) {
		report(WARN, card, "use", todo, "dom0's driver %s has it", card->driver);
	} else {
		report(WARN, card, "use", todo, "no driver has it");
	}
}

/* Nothing is said of one that it knows. */
static void check_known(const struct card *card)
{
	if (module_loaded() && !card->vgapt)
		report(FAIL, card, "known", hint_for_file(card),
		       "xen_vgapt does not know this card");
}

/* Nothing is said of one that is well. */
static void check_state(const struct card *card)
{
	char text[96];

	if (!card_is_well(card))
		report(FAIL, card, "state", hint_for(ENXIO, &card->at), "%s",
		       word_text(&words_states, card->state, text, sizeof(text)));
}

static bool firmware_fb(const char *name)
{
	static const char * const names[] = {
		"EFI VGA", "VESA VGA", "simple", "simpledrm", "efidrm", "vesadrm",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strncmp(name, names[i], strlen(names[i])))
			return true;
	return false;
}

/* A framebuffer is a card's if its device lies in the card's folder; those of
 * the firmware are the boot display's.
 */
static bool fb_on(const struct card *card, const char *number, const char *name)
{
	char path[PATH_MAX], part[SBDF_LEN + 2];

	snprintf(part, sizeof(part), "/%s", card->at.text);
	if (link_target(path, sizeof(path), "/sys/class/graphics/fb%s/device", number) &&
	    strstr(path, part))
		return true;
	return card->boot_vga && firmware_fb(name);
}

static void check_framebuffer(const struct card *card)
{
	char buf[1024], *line, *save, *name;
	bool found = false;

	file_read(buf, sizeof(buf), "/proc/fb");
	for (line = strtok_r(buf, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		name = strchr(line, ' ');
		if (!name)
			continue;
		*name++ = '\0';
		if (!fb_on(card, line, name))
			continue;
		found = true;
		report(WARN, card, "framebuffer", firmware_fb(name) ?
		       "give dom0 another console, and keep this framebuffer off on its "
		       "command line (video=efifb:off, video=vesafb:off, or "
		       "initcall_blacklist=simpledrm_platform_driver_init)" :
		       "stop whatever draws on it before the card is taken from its driver",
		       "dom0's framebuffer %s (%s) is on this card", line, name);
	}
	if (!found)
		report(OK, card, "framebuffer", NULL, "no framebuffer of dom0 is on it");
}

/* Number of the console by which dom0's vgacon is shown, or NONE. */
static int text_console(void)
{
	int i, count, found = NONE;
	char **names, buf[64];

	count = dir_list(&names, "/sys/class/vtconsole");
	for (i = 0; i < count; i++)
		if (file_read(buf, sizeof(buf), "/sys/class/vtconsole/%s/name", names[i]) > 0 &&
		    (strstr(buf, "VGA") || strstr(buf, "EGA") || strstr(buf, "MDA")) &&
		    file_read(buf, sizeof(buf), "/sys/class/vtconsole/%s/bind", names[i]) > 0 &&
		    buf[0] == '1' && !strncmp(names[i], "vtcon", 5))
			found = atoi(names[i] + 5);
	dir_free(names, count);
	return found;
}

static bool below(const struct card *card, const struct sbdf *bridge)
{
	int i;

	for (i = 0; i < card->num_bridges; i++)
		if (!strcmp(card->bridges[i].text, bridge->text))
			return true;
	return false;
}

/*
 * Has it the bridge right above it for itself, among all VGA adapters?  This is
 * the kernel's arbiter's rule, and the module's: vgapt_has_own_bridge().
 */
static bool own_bridge(const struct card *card, const struct card *cards, int count)
{
	int i;

	if (!card->num_bridges)
		return false;
	for (i = 0; i < count; i++)
		if (cards[i].class >> 8 == CLASS_VGA &&
		    strcmp(cards[i].at.text, card->at.text) &&
		    below(&cards[i], &card->bridges[card->num_bridges - 1]))
			return false;
	return true;
}

static struct vgapt_rival rival_of(const struct card *other, const struct card *cards,
				   int count)
{
	struct vgapt_rival rival = {
		.use = VGAPT_USE_NONE,
		.own_bridge = own_bridge(other, cards, count),
		.undecoded = vgapt_route_driver_undecodes(other->driver),
	};

	if (card_is_with_guest(other))
		rival.use = VGAPT_USE_GUEST;
	else if (other->driver[0] && !on_pciback(other))
		rival.use = VGAPT_USE_DRIVER;
	else if (!other->driver[0] && other->boot_vga)
		rival.use = VGAPT_USE_CONSOLE;
	return rival;
}

/* Does @other keep the legacy ranges from the card?  If so, that is reported. */
static bool check_rival(const struct card *card, const struct card *other,
			const struct vgapt_rival *rival)
{
	enum status bad = card->primary == 1 ? FAIL : WARN;
	char guest[300];

	if (other->owner >= 0) {
		report(bad, card, "route", "shut that domain down first, or see "
		       "'vgapt revoke'", "domain %d holds the legacy VGA ranges through %s; "
		       "until it gives them up, a grant is refused", other->owner,
		       other->at.text);
		return true;
	}
	switch (vgapt_route_blocked(rival)) {
	case VGAPT_BLOCK_GUEST:
		report(bad, card, "route", "shut that domain down first, or move one card to a "
		       "slot behind a bridge of its own", "%s has %s, and no bridge "
		       "separates the two; a grant would be refused",
		       card_guest_text(other, guest, sizeof(guest)), other->at.text);
		return true;
	case VGAPT_BLOCK_DRIVER:
		report(bad, card, "route", "move one card to a slot behind a bridge of its own, "
		       "or unbind the other one from its driver", "dom0's driver %s uses %s, "
		       "and no bridge separates the two; a grant would be refused",
		       other->driver, other->at.text);
		return true;
	case VGAPT_BLOCK_CONSOLE:
		report(bad, card, "route", "move one card to a slot behind a bridge of its own, "
		       "or boot dom0 without a screen (console=hvc0)", "%s is dom0's boot "
		       "display, and no bridge separates the two; a grant would be refused",
		       other->at.text);
		return true;
	case VGAPT_BLOCK_NONE:
		break;
	}
	return false;
}

/*
 * The legacy ranges can be routed to one card at a time.  Where no bridge separates
 * two, the kernel would switch the other one off to do it.  Which of them the module
 * lets it switch off, its own rules say.
 */
static void check_route(const struct card *card, const struct card *cards, int count)
{
	struct vgapt_rival rival;
	bool found = false;
	int i;

	for (i = 0; i < count; i++) {
		if (cards[i].class >> 8 != CLASS_VGA ||
		    !strcmp(cards[i].at.text, card->at.text))
			continue;
		rival = rival_of(&cards[i], cards, count);
		found |= check_rival(card, &cards[i], &rival);
	}
	if (!found)
		report(OK, card, "route", NULL, "no other card keeps the legacy VGA ranges "
		       "from it");
}

static void check_vga(const struct card *card, const struct card *cards, int count)
{
	int console = text_console();
	char todo[160];

	if (card->class >> 8 != CLASS_VGA) {
		report(OK, card, "primary", NULL, "not VGA compatible (class %s): can be a "
		       "secondary display only", card_class(card));
		return;
	}
	if (card->vgapt && card->primary == 1) {
		report(OK, card, "primary", NULL, "will be its guest's primary display");
	} else if (card->vgapt) {
		snprintf(todo, sizeof(todo), "if it is to be the primary one: "
			 "echo 1 > " PCI_DEVICES "/%s/xen_vgapt/primary", card->at.text);
		report(WARN, card, "primary", todo,
		       "will be a secondary display (\"primary\" is not set)");
	}
	if (console != NONE) {
		snprintf(todo, sizeof(todo), "give dom0 another console, then: "
			 "echo 0 > /sys/class/vtconsole/vtcon%d/bind", console);
		report(WARN, card, "console", todo, card->boot_vga ?
		       "dom0's text console is on this card" :
		       "dom0's text console (VGA) freezes while a guest has the "
		       "legacy VGA ranges");
	}
	check_route(card, cards, count);
}

/* Is it in the way of the only resets that are left?  If any reset is usable, nothing is. */
static bool reset_hits(const struct resets *resets, const struct sbdf *at)
{
	const struct reset_line *line;
	int i, reason;

	for (i = 0; i < resets->count && !resets->in; i++) {
		line = &resets->lines[i];
		reason = word_value(&words_reasons, line->reason);
		if ((reason == VGAPT_REASON_SIBLING_DRIVER ||
		     reason == VGAPT_REASON_SIBLING_DOMAIN) &&
		    !strcmp(line->other.text, at->text))
			return true;
	}
	return false;
}

/* Would the plan name a function that is in the way?  With these reasons it looks at none. */
static bool knows_hits(const struct resets *resets)
{
	int i, reason;

	for (i = 0; i < resets->count && !resets->in; i++) {
		reason = word_value(&words_reasons, resets->lines[i].reason);
		if (reason == VGAPT_REASON_NOT_SEIZED || reason == VGAPT_REASON_FOREIGN ||
		    reason == VGAPT_REASON_BEING_RESET)
			return false;
	}
	return !resets->error;
}

/*
 * What is the machine's, and not the display's, in an APU's slot: USB controllers and the
 * PSP, which dom0 can't do without, and the sound of the mainboard.  The display's own
 * audio comes right after it.
 */
static bool is_machines(const struct card *card, const struct card *other)
{
	unsigned int base = other->class >> 16;

	if (card->vendor != VENDOR_AMD || !vgapt_amd_is_apu(card->device))
		return false;
	return base == BASE_SERIAL_BUS || base == BASE_ENCRYPTION ||
	       (other->class >> 8 == CLASS_AUDIO && other->at.fn != card->at.fn + 1);
}

/**
 * enum place - where another function of the card's slot has to be
 * @WITH_CARD: where the card goes
 * @ANYWHERE:  it may stay with dom0
 * @UNSURE:    that can't be known yet
 */
enum place { WITH_CARD, ANYWHERE, UNSURE };

/* Audio is of no use without its card.  All else may stay, unless a reset of the card hits it. */
static enum place place_of(const struct card *card, const struct card *other,
			   const struct resets *resets)
{
	if (is_machines(card, other))
		return ANYWHERE;
	if (other->class >> 8 == CLASS_AUDIO || reset_hits(resets, &other->at))
		return WITH_CARD;
	return knows_hits(resets) ? ANYWHERE : UNSURE;
}

static void check_siblings(const struct card *card, const struct resets *resets)
{
	char todo[160];
	bool any = false, bad = false, left = false, unsure = false;
	enum place place;
	struct card other;
	struct sbdf at;
	unsigned int fn;

	for (fn = 0; fn < SLOT_FUNCTIONS; fn++) {
		sbdf_sibling(&card->at, fn, &at);
		if (fn == card->at.fn || !card_read(&at, &other))
			continue;
		any = true;
		place = place_of(card, &other, resets);
		if (place != WITH_CARD) {
			left |= !on_pciback(&other);
			unsure |= place == UNSURE && !on_pciback(&other);
		} else if (!on_pciback(&other)) {
			bad = true;
			snprintf(todo, sizeof(todo), "assign them together: xl "
				 "pci-assignable-add %s, and list both in the guest's pci=",
				 at.text);
			report(WARN, card, "siblings", todo, "%s (%s) of the same slot is %s%s",
			       at.text, other.name, other.driver[0] ?
			       "with dom0's driver " : "not on xen-pciback", other.driver);
		} else if (other.domid >= 0 && card->domid >= 0 &&
			   other.domid != card->domid) {
			bad = true;
			report(WARN, card, "siblings", "assign them to one domain",
			       "%s (%s) of the same slot is with domain %d", at.text,
			       other.name, other.domid);
		}
	}
	if (!bad && !unsure)
		report(OK, card, "siblings", NULL, left ?
		       "dom0 may keep the slot's other functions that are not on xen-pciback" :
		       any ? "the slot's other functions are on xen-pciback too" :
		       "the slot has no other functions");
}

static void check_last_reset(const struct card *card, const struct reset_last *last)
{
	if (!last->any || last->ok || last->running || !strcmp(last->method, "none"))
		return;
	report(WARN, card, "last_reset", "switch the machine off and on before a guest gets the "
	       "card; the kernel log (dmesg) tells what each method did",
	       "its last reset failed: %s, after %ld ms%s%s", last->method, last->ms,
	       last->text[0] ? ": " : "", last->text);
}

/* What the card's own reset rests on: whoever has the card knows more. */
static void check_family(const struct card *card)
{
	bool loaded, on;
	struct known known;
	char value[8];

	if (!steps_known(card, &known) || !known.resets)
		return;
	loaded = file_read(value, sizeof(value),
			   "/sys/module/xen_vgapt/parameters/reset_experimental") > 0;
	on = loaded && value[0] == 'Y';
	if (known.experimental)
		report(OK, card, "family", NULL,
		       "%s: the reset by its own registers is experimental%s; it rests on %s. "
		       "%s with nothing of value running. Please report "
		       "how it went, with lspci -nn, dmesg and vgapt reset-plan --steps %s",
		       known.chip, !loaded ? "" : on ? ", and on" : ", and off",
		       known.rests_on, on ? "Try it" :
		       "To try it: reset_experimental=1,", card->at.text);
	else
		report(OK, card, "family", NULL, "%s: the reset by its own registers rests on %s",
		       known.chip, known.rests_on);
}

/* Of a card that is dom0's or a guest's now, the module can't tell: no finding. */
static void check_reset(const struct card *card, const struct resets *resets)
{
	char text[400] = "", why[256], todo[192];
	size_t used = 0;
	int place = 0;

	if (resets->error == -ENOENT && !card->vgapt)
		return;		/* that has been told */
	if (resets->error) {
		report(WARN, card, "reset", resets->error == -ENOENT || resets->error == -EPROTO ?
		       hint_for_file(card) : hint_for(-resets->error, &card->at),
		       "cannot tell how it can be reset: %s", strerror(-resets->error));
	} else if (resets->in) {
		resets_methods(resets, text, sizeof(text));
		report(OK, card, "reset", NULL, "can be reset (%s)", text);
	} else if (!resets_all(resets, VGAPT_REASON_NOT_SEIZED) &&
		   !resets_all(resets, VGAPT_REASON_FOREIGN)) {
		while (used < sizeof(text) && resets_why(resets, &place, why, sizeof(why)))
			used += snprintf(text + used, sizeof(text) - used, "; %s", why);
		snprintf(todo, sizeof(todo), "%s", resets_hint(resets, card));
		report(WARN, card, "reset", todo, "nothing can reset it%s", text);
	}
	check_last_reset(card, &resets->last);
}

/**
 * check_card - all checks on one card
 * @card:   the card
 * @cards:  all display adapters
 * @count:  how many they are
 * @wanted: it is meant for a guest, or asked for
 */
void check_card(const struct card *card, const struct card *cards, int count,
		bool wanted)
{
	struct resets resets;

	check_flash(card);
	if (!wanted) {
		report(OK, card, "use", NULL, "dom0 keeps it (%s%s); to check it for a guest: "
		       "vgapt doctor %s", card->driver[0] ? "driver " : "no driver",
		       card->driver, card->at.text);
		return;
	}
	check_use(card);
	check_known(card);
	check_state(card);
	check_framebuffer(card);
	check_vga(card, cards, count);
	check_rom(card);
	check_served(card);
	check_model(card);
	resets_read(card, &resets);
	check_siblings(card, &resets);
	check_family(card);
	check_reset(card, &resets);
}
