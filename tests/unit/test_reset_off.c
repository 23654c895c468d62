// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module parameter reset_off.
 */
#include "pure/reset/method.h"
#include "pure/reset/off.h"
#include "pure/reset/plan.h"
#include "pure/reset/say.h"
#include "unit.h"

static const struct vgapt_reset_off untouched = { 0x1111, 0x2222, 0x33 };

static int parse(const char *text, struct vgapt_reset_off *off)
{
	*off = untouched;
	return vgapt_reset_parse_off(text, strlen(text), off);
}

static void without_a_method(void **state)
{
	struct vgapt_reset_off off;

	(void)state;
	assert_int_equal(parse("1002:67df", &off), 0);
	assert_int_equal(off.vendor, 0x1002);
	assert_int_equal(off.device, 0x67df);
	assert_int_equal(off.methods, BIT(VGAPT_RESET_VENDOR));
	assert_int_equal(parse("10DE:abCD\n", &off), 0);
	assert_int_equal(off.vendor, 0x10de);
	assert_int_equal(off.device, 0xabcd);
}

static void with_methods(void **state)
{
	struct vgapt_reset_off off;
	char text[40];
	int i;

	(void)state;
	for (i = 0; i < VGAPT_RESET_NUM_METHODS; i++) {
		snprintf(text, sizeof(text), "8086:0166+%s",
			 vgapt_reset_method_name(i));
		assert_int_equal(parse(text, &off), 0);
		assert_int_equal(off.methods, BIT(i));
	}
	assert_int_equal(parse("8086:0166+flr+bus+flr\n", &off), 0);
	assert_int_equal(off.methods, BIT(VGAPT_RESET_FLR) | BIT(VGAPT_RESET_BUS));
}

static void nonsense(void **state)
{
	static const char *const texts[] = {
		"", "\n", "1002", "1002:", "1002:67d", "1002:67dff", "102:67df",
		"1002-67df", "1002:67dg", "g002:67df", " 1002:67df", "1002:67df ",
		"1002:67df+", "1002:67df+fly", "1002:67df+flr+", "1002:67df++flr",
		"1002:67df+flr bus", "1002:67df+flr,bus", "1002:67df+default",
		"1002:67df flr", "0x1002:67df", "1002:67df\n\n",
	};
	struct vgapt_reset_off off;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		assert_int_equal(parse(texts[i], &off), -EINVAL);
		assert_memory_equal(&off, &untouched, sizeof(off));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_method),
		cmocka_unit_test(with_methods),
		cmocka_unit_test(nonsense),
	};

	return cmocka_run_group_tests_name("reset_off", tests, NULL, NULL);
}
