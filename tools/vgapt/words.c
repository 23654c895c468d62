// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sentences for the module's tokens.
 *
 * The lists of tokens are those of pure/tokens.h.  Each token's sentence is a
 * variable of the token's name, so that one without a sentence does not compile,
 * nor does a sentence without a token.
 */
#include <stdio.h>
#include <string.h>

#include "pure/reset/method.h"
#include "pure/rom/mode.h"
#include "pure/rom/verdict.h"
#include "pure/state.h"
#include "pure/tokens.h"
#include "words.h"

#define TEXT(symbol, sentence)	static const char text_##symbol[] = sentence

TEXT(METHOD_VENDOR, "the vendor's own registers");
TEXT(METHOD_KERNEL, "what Linux has for this device, or the firmware (ACPI _RST)");
TEXT(METHOD_FLR, "Function Level Reset (PCI Express)");
TEXT(METHOD_AF_FLR, "Function Level Reset (Advanced Features)");
TEXT(METHOD_PM, "power management: to D3hot and back");
TEXT(METHOD_SLOT, "the hot-plug slot: every function in it");
TEXT(METHOD_BUS, "the bus (Secondary Bus Reset): every function on it");
TEXT(METHOD_LINK, "the link, taken down and up: every function below it");

TEXT(REASON_IN, "usable");
TEXT(REASON_NOT_SEIZED, "the card is not on xen-pciback");
TEXT(REASON_FOREIGN, "another domain has the card");
TEXT(REASON_BEING_RESET, "the card is being reset");
TEXT(REASON_ABSENT, "neither the card nor the bridge above it can do this");
TEXT(REASON_SAFER, "in a hot-plug slot, only the slot's driver may do this");
TEXT(REASON_QUIRK, "Linux knows that this harms the card");
TEXT(REASON_USELESS, "this does not reset the card, or harms it");
TEXT(REASON_NO_SOFT_RESET, "the card keeps its state in D3hot (No_Soft_Reset)");
TEXT(REASON_SIBLING_DRIVER, "this would also reset a function that is not on xen-pciback");
TEXT(REASON_SIBLING_DOMAIN, "this would also reset a function that another domain has");
TEXT(REASON_SIBLING_RIGHT, "this would also reset a function that whoever asked may not reset");
TEXT(REASON_HOTPLUG, "the port above would take this for an unplug");
TEXT(REASON_OPTED_OUT, "switched off by the module parameter reset_off");
TEXT(REASON_EXPERIMENTAL, "unproven on this chip (module parameter reset_experimental)");
TEXT(REASON_NOT_LISTED, "not among the methods chosen for the card (reset_method)");
TEXT(REASON_NO_REGISTERS, "the card's registers cannot be reached");
TEXT(REASON_NO_MEMORY, "there is not enough memory to map the card's registers");
TEXT(REASON_IDLE, "the card's own processor is not running: nothing has started it");
TEXT(REASON_HUNG, "the card's own processor does not answer");

TEXT(WHY_NONE, "no reason is given");
TEXT(WHY_IDLE, "nothing has started the card since its last reset");
TEXT(WHY_FOREIGN, "another domain has the card");
TEXT(WHY_SIBLING, "another function is in the way");
TEXT(WHY_SIBLING_RIGHT, "it would have reset a function that whoever asked may not reset");
TEXT(WHY_NO_METHOD, "no method is usable");
TEXT(WHY_NO_MEMORY, "there is not enough memory");
TEXT(WHY_METHOD_FAILED, "the method failed");
TEXT(WHY_NO_ANSWER, "the card does not answer");
TEXT(WHY_DISTURBED, "the card was taken from its guest, or given away, while it was being reset");
TEXT(WHY_STOPPED, "whoever asked for the reset gave it up");
TEXT(WHY_LEFT, "the card left xen-pciback while it was being reset");
TEXT(WHY_NOT_RESET, "the card was not reset: its COMMAND register is unchanged");
TEXT(WHY_OTHER_IDS, "the card came back with other ids");
TEXT(WHY_OTHER_CLASS, "the card came back with another class code");
TEXT(WHY_BARS_LOST, "the card's BARs could not be restored");
TEXT(WHY_FATAL_ERROR, "the card reports a fatal error");
TEXT(WHY_NO_SIGN_OF_LIFE, "the card shows no sign of life");
TEXT(WHY_NO_REGISTERS, "the card's registers cannot be reached");
TEXT(WHY_BRIDGE_NO_ANSWER, "the bridge above the card does not answer");
TEXT(WHY_LINK_STAYS_DOWN, "the link did not come up again");
TEXT(WHY_LINK_STAYS_UP, "the link did not go down");
TEXT(WHY_NO_VBIOS, "there is no VBIOS that could start the card again");
TEXT(WHY_CONFIG_LOST, "the card's configuration space did not come back");
TEXT(WHY_REGISTERS_LOST, "the card's registers did not come back");
TEXT(WHY_IGNORED, "the card ignored the request");
TEXT(WHY_NO_EVIDENCE, "nothing shows that the card was reset");
TEXT(WHY_MEMSIZE_UNREADABLE, "the size of the card's memory cannot be read");
TEXT(WHY_SMC_NOT_STOPPED, "the card's SMC could not be stopped");
TEXT(WHY_SMC_NOT_RESET, "the card's SMC was not reset");
TEXT(WHY_SMC_NO_ANSWER, "the card's SMC does not answer");
TEXT(WHY_SMU_BUSY, "the card's SMU is busy");
TEXT(WHY_SMU_NO_ANSWER, "the card's SMU does not answer");
TEXT(WHY_SMU_REFUSES, "the card's SMU refused the request");
TEXT(WHY_PSP_NO_COMMAND, "the card's PSP accepts no command");
TEXT(WHY_PSP_NO_ACK, "the card's PSP did not acknowledge the reset");
TEXT(WHY_PSP_UNREADABLE, "the registers of the card's PSP cannot be read");
TEXT(WHY_PSP_NOT_RESET, "the card's PSP was not reset");
TEXT(WHY_PSP_NOT_READY, "the bootloader of the card's PSP is not ready");
TEXT(WHY_BIF_NO_ANSWER, "the card's bus interface does not answer");
TEXT(WHY_POWER_STAYS_ON, "the card's power did not go off");
TEXT(WHY_POWER_STAYS_OFF, "the card's power did not come back");
TEXT(WHY_BACO_UNREADABLE, "the state of BACO (bus active, chip off) cannot be read");
TEXT(WHY_BOOT0_UNREADABLE, "the card's chip id (BOOT_0) cannot be read");
TEXT(WHY_BOOT0_NO_CHIP, "the card's chip id (BOOT_0) is that of no chip");
TEXT(WHY_NOT_POSTED, "the card's firmware has not started it");
TEXT(WHY_FORCEWAKE_UNREADABLE, "the card's force-wake registers cannot be read");

TEXT(CODE_X86, "x86");
TEXT(CODE_OFW, "Open Firmware");
TEXT(CODE_HPPA, "HP PA-RISC");
TEXT(CODE_EFI, "EFI");
TEXT(CODE_NBSI, "NVIDIA");

TEXT(STATUS_ABSENT, "there is none");
TEXT(STATUS_INVALID, "it is not a ROM, or not this card's");
TEXT(STATUS_UNVERIFIED, "there is nothing to compare it with");
TEXT(STATUS_MODIFIED, "it differs from the card's flash");
TEXT(STATUS_PRISTINE, "it is as in the card's flash");

TEXT(STATE_NONE, "nothing is known against it");
TEXT(STATE_DEAD, "the card is dead: it does not answer, and no reset has brought it back; "
		 "no guest gets the legacy VGA ranges through it");

TEXT(FAULT_GOOD, "nothing is wrong with it");
TEXT(FAULT_EMPTY, "it is empty, so it lacks the signature 55AAh");
TEXT(FAULT_NO_SIGNATURE, "it lacks the signature 55AAh");
TEXT(FAULT_NO_PCIR, "an image in it has no PCI data structure");
TEXT(FAULT_PCIR_OUTSIDE, "an image's PCI data structure lies outside the image");
TEXT(FAULT_ZERO_LENGTH, "an image in it has no length");
TEXT(FAULT_TOO_LONG, "it is shorter than its images say");
TEXT(FAULT_TOO_MANY_IMAGES, "its chain of images has no end");
TEXT(FAULT_WRONG_IDS, "it is for a card of another vendor");
TEXT(FAULT_BAD_CHECKSUM, "its checksum is wrong");

/* What "a guest gets" */
TEXT(MODE_COPY, "the copy that xen_vgapt has, in memory of dom0");
TEXT(MODE_FLASH, "the card's flash, by its ROM BAR");
TEXT(MODE_NONE, "no ROM");

TEXT(SERVED_NONE, "no ROM");
TEXT(SERVED_COPY, "the copy that xen_vgapt has");
TEXT(SERVED_FLASH, "the card's flash, by its ROM BAR");
TEXT(SERVED_SHADOW, "the firmware's copy at C0000h, which the card's own start-up code (POST) may "
		    "have modified");

TEXT(FLASH_UNKNOWN, "it has not been compared: no guest has had it, or it could not be read before "
		    "and after one");
TEXT(FLASH_SAME, "it holds what it held before the last guest");
TEXT(FLASH_CHANGED, "it does not hold what it held before the last guest");

/* The module has numbers for these, which no file of it shows. */
#define WHY_VALUE(symbol, ...)	WHY_##symbol,
enum { VGAPT_WHY_TOKENS(WHY_VALUE) };

#define METHOD(symbol, token)	{ VGAPT_RESET_##symbol, token, text_METHOD_##symbol },
#define REASON(symbol, token)	{ VGAPT_REASON_##symbol, token, text_REASON_##symbol },
#define WHY(symbol, token)	{ WHY_##symbol, token, text_WHY_##symbol },
#define CODE(symbol, token)	{ VGAPT_ROM_CODE_##symbol, token, text_CODE_##symbol },
#define STATUS(symbol, token)	{ VGAPT_ROM_##symbol, token, text_STATUS_##symbol },
#define STATE(symbol, token)	{ VGAPT_STATE_##symbol, token, text_STATE_##symbol },
#define FAULT(symbol, token)	{ VGAPT_ROM_##symbol, token, text_FAULT_##symbol },
#define MODE(symbol, token)	{ VGAPT_ROM_MODE_##symbol, token, text_MODE_##symbol },
#define SERVED(symbol, token)	{ VGAPT_ROM_SERVED_##symbol, token, text_SERVED_##symbol },
#define FLASH(symbol, token)	{ VGAPT_ROM_FLASH_##symbol, token, text_FLASH_##symbol },

static const struct word methods[] = { VGAPT_METHOD_TOKENS(METHOD) };
static const struct word reasons[] = { VGAPT_REASON_TOKENS(REASON) };
static const struct word why[] = { VGAPT_WHY_TOKENS(WHY) };
static const struct word codes[] = { VGAPT_CODE_TOKENS(CODE) };
static const struct word statuses[] = { VGAPT_STATUS_TOKENS(STATUS) };
static const struct word states[] = { VGAPT_STATE_TOKENS(STATE) };
static const struct word faults[] = { VGAPT_FAULT_TOKENS(FAULT) };
static const struct word rom_modes[] = { VGAPT_ROM_MODE_TOKENS(MODE) };
static const struct word rom_served[] = { VGAPT_ROM_SERVED_TOKENS(SERVED) };
static const struct word rom_flash[] = { VGAPT_ROM_FLASH_TOKENS(FLASH) };

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

_Static_assert(COUNT(methods) == VGAPT_RESET_NUM_METHODS, "every method has a token");
_Static_assert(COUNT(reasons) == VGAPT_REASON_NUM, "every reason has a token");
_Static_assert(COUNT(statuses) == VGAPT_ROM_NUM_STATUS, "every status has a token");
_Static_assert(COUNT(states) == VGAPT_NUM_STATES, "every state has a token");
_Static_assert(COUNT(faults) == VGAPT_ROM_NUM_FAULTS, "every fault has a token");
_Static_assert(COUNT(rom_modes) == VGAPT_ROM_NUM_MODES, "every mode has a token");
_Static_assert(COUNT(rom_served) == VGAPT_ROM_NUM_SERVED, "all that is served has a token");
_Static_assert(COUNT(rom_flash) == VGAPT_ROM_NUM_FLASH, "every state of the flash has a token");

const struct words words_methods = { methods, COUNT(methods) };
const struct words words_reasons = { reasons, COUNT(reasons) };
const struct words words_why = { why, COUNT(why) };
const struct words words_codes = { codes, COUNT(codes) };
const struct words words_statuses = { statuses, COUNT(statuses) };
const struct words words_states = { states, COUNT(states) };
const struct words words_faults = { faults, COUNT(faults) };
const struct words words_rom_modes = { rom_modes, COUNT(rom_modes) };
const struct words words_rom_served = { rom_served, COUNT(rom_served) };
const struct words words_rom_flash = { rom_flash, COUNT(rom_flash) };

static const struct word *by_token(const struct words *words, const char *token)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (!strcmp(words->list[i].token, token))
			return &words->list[i];
	return NULL;
}

static const struct word *by_value(const struct words *words, int value)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (words->list[i].value == value)
			return &words->list[i];
	return NULL;
}

/**
 * word_value - what a token stands for
 * @words: the tokens that may stand there
 * @token: the token
 *
 * Return: the value that the module's headers have, or WORD_UNKNOWN.
 */
int word_value(const struct words *words, const char *token)
{
	const struct word *word = by_token(words, token);

	return word ? word->value : WORD_UNKNOWN;
}

/**
 * word_token - the token for a value
 * @words: the tokens there are
 * @value: the value
 *
 * Return: the token; "unknown" if there is none.
 */
const char *word_token(const struct words *words, int value)
{
	const struct word *word = by_value(words, value);

	return word ? word->token : "unknown";
}

/**
 * word_meaning - the sentence for a value
 * @words: the tokens there are
 * @value: the value
 *
 * Return: the sentence; "unknown" if there is none.
 */
const char *word_meaning(const struct words *words, int value)
{
	const struct word *word = by_value(words, value);

	return word ? word->text : "unknown";
}

/**
 * word_text - the sentence for a token
 * @words: the tokens that may stand there
 * @token: the token, which a newer module may have made up since
 * @buf:   room for what to say of an unknown one
 * @len:   size of @buf
 *
 * Return: the sentence; @buf if the token is unknown.
 */
const char *word_text(const struct words *words, const char *token, char *buf, size_t len)
{
	const struct word *word = by_token(words, token);

	if (word)
		return word->text;
	snprintf(buf, len, "'%s' (this vgapt does not know that word; a newer one may)", token);
	return buf;
}
