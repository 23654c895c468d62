// SPDX-License-Identifier: GPL-2.0-only
/*
 * pure/rom/mode.c: which ROM a guest is to get.
 */
#include "unit.h"
#include "pure/rom/mode.h"
#include "pure/tokens.h"

#define TOKEN(symbol, token)	token,
static const char *const modes[] = { VGAPT_ROM_MODE_TOKENS(TOKEN) };
static const char *const served[] = { VGAPT_ROM_SERVED_TOKENS(TOKEN) };
static const char *const flashes[] = { VGAPT_ROM_FLASH_TOKENS(TOKEN) };

#define COPY	VGAPT_ROM_MODE_COPY
#define FLASH	VGAPT_ROM_MODE_FLASH
#define NONE	VGAPT_ROM_MODE_NONE

static void as_things_are(void **state)
{
	static const struct {
		const char *what;
		struct vgapt_rom_facts_for facts;
		enum vgapt_rom_mode is;
	} rows[] = {
		{ "there is a copy", { COPY, true, true, false, false }, COPY },
		{ "there is none", { COPY, false, true, false, false }, FLASH },
		{ "nobody tells when the guest has gone", { COPY, true, false, false, false }, FLASH },
		{ "neither", { COPY, false, false, false, false }, FLASH },
		{ "POST has run it, and there is a flash", { COPY, true, true, true, false }, FLASH },
		{ "the guest's paging is Xen's", { COPY, true, true, false, true }, FLASH },
		{ "the flash is asked for", { FLASH, true, true, false, false }, FLASH },
		{ "nothing is asked for", { NONE, true, true, true, true }, NONE },
		{ "nor is there anything", { NONE, false, false, false, false }, NONE },
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(vgapt_rom_mode_for(&rows[i].facts) == rows[i].is, "%s", rows[i].what);
}

static int parse(const char *text, enum vgapt_rom_mode *mode)
{
	return vgapt_rom_mode_parse(text, strlen(text), mode);
}

static void words(void **state)
{
	static const char *const none[] = {
		"", "\n", "cop", "copyy", "Copy", " copy", "copy ", "copy\n\n", "copy flash", "0", "shadow",
	};
	enum vgapt_rom_mode mode = NONE;
	size_t i;

	(void)state;
	assert_int_equal(parse("copy", &mode), 0);
	assert_int_equal(mode, COPY);
	assert_int_equal(parse("flash\n", &mode), 0);
	assert_int_equal(mode, FLASH);
	assert_int_equal(parse("none\n", &mode), 0);
	assert_int_equal(mode, NONE);
	/* no more is read than there is */
	assert_int_equal(vgapt_rom_mode_parse("copycat", 4, &mode), 0);
	assert_int_equal(mode, COPY);
	for (i = 0; i < ARRAY_SIZE(none); i++) {
		check(parse(none[i], &mode) == -EINVAL, "\"%s\" is refused", none[i]);
		check(mode == COPY, "\"%s\" changes nothing", none[i]);
	}
}

static void names(void **state)
{
	enum vgapt_rom_mode mode;
	u32 i;

	(void)state;
	assert_int_equal(ARRAY_SIZE(modes), VGAPT_ROM_NUM_MODES);
	assert_int_equal(ARRAY_SIZE(served), VGAPT_ROM_NUM_SERVED);
	assert_int_equal(ARRAY_SIZE(flashes), VGAPT_ROM_NUM_FLASH);
	for (i = 0; i < VGAPT_ROM_NUM_MODES; i++) {
		assert_string_equal(vgapt_rom_mode_name(i), modes[i]);
		assert_int_equal(parse(modes[i], &mode), 0);
		assert_int_equal(mode, i);
	}
	for (i = 0; i < VGAPT_ROM_NUM_SERVED; i++)
		assert_string_equal(vgapt_rom_served_name(i), served[i]);
	for (i = 0; i < VGAPT_ROM_NUM_FLASH; i++)
		assert_string_equal(vgapt_rom_flash_name(i), flashes[i]);
	assert_string_equal(vgapt_rom_mode_name(VGAPT_ROM_NUM_MODES), "unknown");
	assert_string_equal(vgapt_rom_served_name(-1), "unknown");
	assert_string_equal(vgapt_rom_flash_name(VGAPT_ROM_NUM_FLASH), "unknown");
	/* what is zeroed is the default, and says nothing */
	assert_int_equal(VGAPT_ROM_MODE_COPY, 0);
	assert_int_equal(VGAPT_ROM_SERVED_NONE, 0);
	assert_int_equal(VGAPT_ROM_FLASH_UNKNOWN, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_things_are),
		cmocka_unit_test(words),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests_name("rom_mode", tests, NULL, NULL);
}
