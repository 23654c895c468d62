// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which ROM a guest is to get, and which it gets.
 */
#include "pure/rom/mode.h"
#include "pure/tokens.h"

#define MODE(symbol, token)	[VGAPT_ROM_MODE_##symbol] = token,
static const char * const vgapt_rom_mode_names[] = { VGAPT_ROM_MODE_TOKENS(MODE) };

#define SERVED(symbol, token)	[VGAPT_ROM_SERVED_##symbol] = token,
static const char * const vgapt_rom_served_names[] = { VGAPT_ROM_SERVED_TOKENS(SERVED) };

#define FLASH(symbol, token)	[VGAPT_ROM_FLASH_##symbol] = token,
static const char * const vgapt_rom_flash_names[] = { VGAPT_ROM_FLASH_TOKENS(FLASH) };

static_assert(ARRAY_SIZE(vgapt_rom_mode_names) == VGAPT_ROM_NUM_MODES, "each has a token");
static_assert(ARRAY_SIZE(vgapt_rom_served_names) == VGAPT_ROM_NUM_SERVED, "each has a token");
static_assert(ARRAY_SIZE(vgapt_rom_flash_names) == VGAPT_ROM_NUM_FLASH, "each has a token");

/**
 * vgapt_rom_mode_for - which ROM a guest is to get, as things are
 * @facts: what decides it
 *
 * A copy lies in memory of dom0, which can be used for something else only once the
 * guest has gone: where that can't be told there are none.  And a copy that no firmware
 * can use is no better than what the card itself has; nor is one that has been run, which
 * may refuse to run again.  Xen's shadow paging does not let a guest have a page of RAM
 * that is another domain's (Xen 4.17, with hap=0: the guest stops at its first access).
 *
 * Return: the mode.
 */
enum vgapt_rom_mode vgapt_rom_mode_for(const struct vgapt_rom_facts_for *facts)
{
	if (facts->mode == VGAPT_ROM_MODE_COPY &&
	    (!facts->usable || !facts->known || facts->worn || facts->shadow))
		return VGAPT_ROM_MODE_FLASH;
	return facts->mode;
}

/**
 * vgapt_rom_mode_parse - read a mode's token
 * @text: characters, not necessarily terminated; a newline may follow
 * @len:  how many of them
 * @mode: result; untouched on error
 *
 * Return: 0, or -EINVAL if it is none.
 */
int vgapt_rom_mode_parse(const char *text, size_t len, enum vgapt_rom_mode *mode)
{
	unsigned int i;

	if (len && text[len - 1] == '\n')
		len--;
	for (i = 0; i < ARRAY_SIZE(vgapt_rom_mode_names); i++) {
		const char *name = vgapt_rom_mode_names[i];

		if (len != strlen(name) || memcmp(text, name, len))
			continue;
		*mode = i;
		return 0;
	}
	return -EINVAL;
}

/**
 * vgapt_rom_mode_name - a mode's token
 * @mode: the mode
 *
 * Return: one word.
 */
const char *vgapt_rom_mode_name(enum vgapt_rom_mode mode)
{
	if ((unsigned int)mode >= ARRAY_SIZE(vgapt_rom_mode_names))
		return "unknown";
	return vgapt_rom_mode_names[mode];
}

/**
 * vgapt_rom_served_name - the token for what a guest gets
 * @served: what it gets
 *
 * Return: one word.
 */
const char *vgapt_rom_served_name(enum vgapt_rom_served served)
{
	if ((unsigned int)served >= ARRAY_SIZE(vgapt_rom_served_names))
		return "unknown";
	return vgapt_rom_served_names[served];
}

/**
 * vgapt_rom_flash_name - the token for what the flash holds
 * @flash: what it holds
 *
 * Return: one word.
 */
const char *vgapt_rom_flash_name(enum vgapt_rom_flash flash)
{
	if ((unsigned int)flash >= ARRAY_SIZE(vgapt_rom_flash_names))
		return "unknown";
	return vgapt_rom_flash_names[flash];
}
