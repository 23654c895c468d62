// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a link came back as.
 */
#include "pure/reset/link.h"
#include "unit.h"

/* Link Status: speed 3 (8 GT/s), 16 lanes, and what else may be in it. */
#define GEN3_X16	0x0103
#define DL_ACTIVE	0x2000
#define SLOT_CLOCK	0x1000

static const char *text_of(u16 was, u16 is)
{
	static char text[80];
	int len;

	assert_true(vgapt_link_worse(vgapt_link_of(was), vgapt_link_of(is)));
	len = vgapt_link_text(vgapt_link_of(was), vgapt_link_of(is),
				    text, sizeof(text));
	assert_int_equal(len, strlen(text));
	return text;
}

static bool worse(u16 was, u16 is)
{
	return vgapt_link_worse(vgapt_link_of(was), vgapt_link_of(is));
}

static void status(void **state)
{
	(void)state;
	assert_int_equal(vgapt_link_of(GEN3_X16).speed, 3);
	assert_int_equal(vgapt_link_of(GEN3_X16).width, 16);
	assert_int_equal(vgapt_link_of(GEN3_X16 | DL_ACTIVE | SLOT_CLOCK).width, 16);
	assert_int_equal(vgapt_link_of(0x0011).width, 1);
	assert_int_equal(vgapt_link_of(0x0206).width, 32);
	assert_int_equal(vgapt_link_of(0x0206).speed, 6);
}

static void says_nothing(void **state)
{
	static const u16 values[] = {
		0, 0xffff, 0x0100, 0x0003, 0x0107, 0x010f, DL_ACTIVE,
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(values); i++) {
		assert_int_equal(vgapt_link_of(values[i]).speed, 0);
		assert_int_equal(vgapt_link_of(values[i]).width, 0);
		assert_false(worse(values[i], 0x0011));
		assert_false(worse(GEN3_X16, values[i]));
	}
}

static void not_worse(void **state)
{
	(void)state;
	assert_false(worse(GEN3_X16, GEN3_X16));
	assert_false(worse(GEN3_X16, GEN3_X16 | DL_ACTIVE));
	assert_false(worse(0x0041, GEN3_X16));
	assert_false(worse(0x0101, GEN3_X16));
	assert_false(worse(0x0043, GEN3_X16));
}

static void tokens(void **state)
{
	(void)state;
	assert_string_equal(text_of(GEN3_X16, 0x0043), "link-narrower x4 x16");
	assert_string_equal(text_of(GEN3_X16, 0x0101), "link-slower 2.5 8");
	assert_string_equal(text_of(0x0106, 0x0105), "link-slower 32 64");
	assert_string_equal(text_of(0x0104, 0x0012),
			    "link-narrower x1 x16 link-slower 5 16");
	/* What is gained does not make up for what is lost. */
	assert_string_equal(text_of(0x0101, 0x0083), "link-narrower x8 x16");
	assert_string_equal(text_of(0x0083, 0x0101), "link-slower 2.5 8");
}

static void a_short_buffer(void **state)
{
	char text[9] = "12345678";

	(void)state;
	vgapt_link_text(vgapt_link_of(GEN3_X16), vgapt_link_of(0x0043),
			      text, sizeof(text) - 1);
	assert_string_equal(text, "link-na");
	assert_int_equal(text[8], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status),
		cmocka_unit_test(says_nothing),
		cmocka_unit_test(not_worse),
		cmocka_unit_test(tokens),
		cmocka_unit_test(a_short_buffer),
	};

	return cmocka_run_group_tests_name("reset_link", tests, NULL, NULL);
}
