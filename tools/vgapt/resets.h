/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module says of a card's resets.
 */
#ifndef VGAPT_RESETS_H
#define VGAPT_RESETS_H

#include <stdbool.h>
#include <stddef.h>

#include "sbdf.h"

struct card;
struct json_object;

#define MAX_RESET_LINES	16	/* more methods than there are */
#define MAX_TOKEN	32

/**
 * struct reset_line - what is said of one method
 * @method: its token
 * @in:     it is usable
 * @reason: the token for why it is not; "" if none is given
 * @other:  function that this is about; its text is "" if none is named
 * @domid:  domain that has @other, or NONE
 */
struct reset_line {
	char method[MAX_TOKEN];
	bool in;
	char reason[MAX_TOKEN];
	struct sbdf other;
	int domid;
};

/**
 * struct reset_last - how the last reset went
 * @any:    there has been one
 * @ok:     it worked
 * @running: it is under way
 * @method: its token; "none" if no method was usable
 * @ms:     how long it took
 * @reason: the token for how it ended; "" if none is given
 * @text:   that, and what became of the link, for people; or ""
 * @width:  of a link that came back narrower: what it is, and what it was
 * @speed:  likewise of a slower one, in GT/s
 */
struct reset_last {
	bool any;
	bool ok;
	bool running;
	char method[MAX_TOKEN];
	long ms;
	char reason[MAX_TOKEN];
	char text[256];
	char width[2][8];
	char speed[2][8];
};

/**
 * struct resets - what is said of a card
 * @error: 0, or -errno: there is no plan to be had
 * @count: number of @lines
 * @in:    how many of them are usable
 * @lines: methods in their order
 * @last:  how the last reset went
 */
struct resets {
	int error;
	int count;
	int in;
	struct reset_line lines[MAX_RESET_LINES];
	struct reset_last last;
};

void resets_read(const struct card *card, struct resets *resets);
int resets_no_plan(const struct card *card, int err);
bool resets_all(const struct resets *resets, int reason);
bool resets_one_reason(const struct resets *resets);
void resets_methods(const struct resets *resets, char *buf, size_t len);
void resets_reason(const struct reset_line *line, char *buf, size_t len);
int resets_why(const struct resets *resets, int *place, char *buf, size_t len);
void resets_last_text(const struct reset_last *last, char *buf, size_t len);
const char *resets_hint(const struct resets *resets, const struct card *card);
struct json_object *resets_json_plan(const struct resets *resets);
struct json_object *resets_json_last(const struct resets *resets);

#endif /* VGAPT_RESETS_H */
