/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The module speaks in tokens (pure/tokens.h).  Here is what they mean.
 */
#ifndef VGAPT_WORDS_H
#define VGAPT_WORDS_H

#include <stddef.h>

#define WORD_UNKNOWN	(-1)

/**
 * struct word - a token of the module's
 * @value: what the module's headers have for it
 * @token: as the module prints it
 * @text:  as people read it
 */
struct word {
	int value;
	const char *token;
	const char *text;
};

/**
 * struct words - the tokens that may stand in one place
 * @list:  they
 * @count: how many
 */
struct words {
	const struct word *list;
	size_t count;
};

extern const struct words words_methods;	/* VGAPT_RESET_* */
extern const struct words words_reasons;	/* VGAPT_REASON_* */
extern const struct words words_why;		/* no value but WHY_* of words.c */
extern const struct words words_codes;		/* VGAPT_ROM_CODE_* */
extern const struct words words_statuses;	/* enum vgapt_rom_status */
extern const struct words words_states;		/* enum vgapt_state */
extern const struct words words_faults;		/* enum vgapt_rom_fault */
extern const struct words words_rom_modes;	/* enum vgapt_rom_mode */
extern const struct words words_rom_served;	/* enum vgapt_rom_served */
extern const struct words words_rom_flash;	/* enum vgapt_rom_flash */

int word_value(const struct words *words, const char *token);
const char *word_token(const struct words *words, int value);
const char *word_meaning(const struct words *words, int value);
const char *word_text(const struct words *words, const char *token, char *buf, size_t len);

#endif /* VGAPT_WORDS_H */
