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

/**
 * struct reset_line - what is said of one method
 * @method: its name
 * @in:     it is in question
 * @reason: enum vgapt_reset_reason, or -1 if the text is not known here
 * @text:   why it is not, as the module has it
 * @other:  function that this is about; its text is "" if none is named
 */
struct reset_line {
	char method[16];
	bool in;
	int reason;
	char text[192];
	struct sbdf other;
};

/**
 * struct resets - what is said of a card
 * @error: 0, or -errno: there is no plan to be had
 * @count: number of @lines
 * @in:    how many of them are in question
 * @lines: methods in their order
 * @last:  how the last reset went
 *
 * -ENOENT means a module that is older than this command, or none.
 */
struct resets {
	int error;
	int count;
	int in;
	struct reset_line lines[MAX_RESET_LINES];
	struct reset_last {
		bool any;		/* there has been one */
		bool ok;		/* it has worked */
		char method[16];	/* "none": there was none to be tried */
		long ms;
		char text[192];
	} last;
};

void resets_read(const struct card *card, struct resets *resets);
bool resets_all(const struct resets *resets, int reason);
void resets_methods(const struct resets *resets, char *buf, size_t len);
int resets_why(const struct resets *resets, int *place, char *buf, size_t len);
const char *resets_hint(const struct resets *resets, const struct card *card);
struct json_object *resets_json_plan(const struct resets *resets);
struct json_object *resets_json_last(const struct resets *resets);

#endif /* VGAPT_RESETS_H */
